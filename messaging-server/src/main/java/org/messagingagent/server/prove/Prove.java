package org.messagingagent.server.prove;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.messagingagent.server.support.DaemonThreads;

/**
 * Runs servers under load, disturbs them, and judges what became of the messages. One object, one
 * proof; {@link #close} ends it at any time, from any thread.
 */
public final class Prove implements AutoCloseable {

  private static final String RECORD = "record.log";
  private static final Duration ACCEPT_LIMIT = Duration.ofMinutes(1);
  private static final Duration QUIET_LIMIT = Duration.ofMinutes(2);
  private static final Duration TAIL = Duration.ofSeconds(3);
  private static final long TICK_SECONDS = 5;
  private static final int ROUNDS = 3;
  private static final int TOKEN_BYTES = 24;

  private final ProveConfig config;
  private final Setup setup;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<AutoCloseable> parts = new ArrayList<>();

  /**
   * What the proof runs on.
   *
   * @param database where cuts are made; needed where there are any
   * @param user whom the nodes make as their first user, and its password
   * @param counts reads the store when all nodes have stopped
   * @param progress is given a line from time to time
   */
  public record Setup(
      NodeStart nodes,
      List<InetSocketAddress> database,
      String user,
      String password,
      StoreCounts.Reader counts,
      Consumer<String> progress) {

    public Setup {
      requireNonNull(nodes, "nodes is null");
      database = List.copyOf(database);
      requireNonNull(user, "user is null");
      requireNonNull(password, "password is null");
      requireNonNull(counts, "counts is null");
      requireNonNull(progress, "progress is null");
    }

    /** Hides the password. */
    @Override
    public String toString() {
      return "Setup[database=%s]".formatted(database);
    }
  }

  /**
   * @throws IllegalArgumentException where this system, or the database, cannot be disturbed so
   */
  public Prove(ProveConfig config, Setup setup) {
    this.config = requireNonNull(config, "config is null");
    this.setup = requireNonNull(setup, "setup is null");
    if (config.pauses() > 0 && !Pause.isPossible()) {
      throw new IllegalArgumentException(
          "Windows cannot pause a process; run the proof with --pauses 0");
    }
    if (config.cuts() > 0 && setup.database().isEmpty()) {
      throw new IllegalArgumentException(
          "SQLite has no connections that could be cut; run the proof with --cuts 0");
    }
  }

  /**
   * Does it all.
   *
   * @throws IOException where it cannot be done: a node does not start, the directory is not
   *     writable
   * @throws InterruptedException also where it was closed meanwhile
   */
  public Verdict run() throws IOException, InterruptedException {
    byte[] bits = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bits);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    try (this;
        Journal journal = new Journal(config.directory().resolve(RECORD));
        JournalServer server = new JournalServer(journal, token)) {
      Map<Node, CuttingProxy> proxies = new HashMap<>();
      Nodes nodes = nodes(proxies, server.port(), token);
      opened(nodes);
      nodes.startAll();
      Load load = new Load(config, nodes, journal, logOn(nodes));
      opened(load::abandon);
      Chaos chaos = new Chaos(config, nodes, proxies, journal);
      load.start();
      disturb(chaos, nodes, journal);
      setup.progress().accept("No new messages; what has been accepted is brought to its end");
      long unanswered = load.end(ACCEPT_LIMIT);
      chaos.lookAfter();
      List<String> problems = new ArrayList<>(chaos.problems());
      StoreCounts counts = settle(nodes, journal, problems);
      return verdict(chaos, journal.findings(), unanswered, counts, load.refusals(), problems);
    }
  }

  private Nodes nodes(Map<Node, CuttingProxy> proxies, int port, String token) throws IOException {
    Map<String, String> environment =
        Map.of(NodeStart.PORT, Integer.toString(port), NodeStart.TOKEN, token);
    List<Node> all = new ArrayList<>();
    for (int number = 1; number <= config.nodes(); number++) {
      Optional<CuttingProxy> proxy = Optional.empty();
      if (config.cuts() > 0) {
        proxy = Optional.of(new CuttingProxy(setup.database()));
        opened(proxy.get());
      }
      OptionalInt databasePort =
          proxy.map(way -> OptionalInt.of(way.port())).orElse(OptionalInt.empty());
      Node node = new Node(number, setup.nodes(), databasePort, environment, config.directory());
      proxy.ifPresent(way -> proxies.put(node, way));
      all.add(node);
    }
    return new Nodes(all);
  }

  private String logOn(Nodes nodes) throws IOException, InterruptedException {
    Nodes.Address node = nodes.any(new Random(config.seed())).orElseThrow();
    return new Caller()
        .logOn(node.uri(), setup.user(), setup.password())
        .orElseThrow(() -> new IOException("The log-on at the first node failed; see its log"));
  }

  /** Until all is done or the time is over; then there is load for a little longer. */
  private void disturb(Chaos chaos, Nodes nodes, Journal journal) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    DaemonThreads.named("prove-plan").newThread(() -> disturb(chaos, done)).start();
    long begin = System.nanoTime();
    long end = begin + config.duration().toNanos();
    while (!done.await(TICK_SECONDS, TimeUnit.SECONDS)) {
      pause(0);
      chaos.lookAfter();
      tell(begin, chaos, nodes, journal);
      if (System.nanoTime() - end >= 0) {
        chaos.end();
      }
    }
    pause(TAIL.toNanos());
    tell(begin, chaos, nodes, journal);
  }

  private void disturb(Chaos chaos, CountDownLatch done) {
    try {
      chaos.run(config.spread());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
  }

  private void pause(long nanos) throws InterruptedException {
    if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("The proof was ended");
    }
  }

  private void tell(long begin, Chaos chaos, Nodes nodes, Journal journal) {
    setup
        .progress()
        .accept(
            "%4d s: %d accepted, %d handled; %d of %d kills, %d of %d pauses, %d of %d cuts; %d of %d nodes up"
                .formatted(
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                    journal.accepted(),
                    journal.handled(),
                    chaos.done(Chaos.Kind.KILL),
                    config.kills(),
                    chaos.done(Chaos.Kind.PAUSE),
                    config.pauses(),
                    chaos.done(Chaos.Kind.CUT),
                    config.cuts(),
                    nodes.up(),
                    config.nodes()));
  }

  /**
   * Waits until all that was accepted is handled, and the store agrees. It may not at first: the
   * last outcome of a node that was killed is missing there, and another has to handle the message
   * once more. So the nodes are given time, and another start where that was not enough.
   */
  private StoreCounts settle(Nodes nodes, Journal journal, List<String> problems)
      throws InterruptedException, IOException {
    StoreCounts counts = new StoreCounts(0, 0, 0);
    for (int round = 1; round <= ROUNDS; round++) {
      nodes.startAll();
      long deadline = System.nanoTime() + QUIET_LIMIT.toNanos();
      while (journal.unfinished() > 0 && System.nanoTime() - deadline < 0) {
        pause(TimeUnit.MILLISECONDS.toNanos(100));
      }
      pause(round == 1 ? TimeUnit.SECONDS.toNanos(1) : config.lease().multipliedBy(2).toNanos());
      nodes.stopAll().forEach(run -> problems.add(run + " did not stop when it was told to"));
      counts = setup.counts().read();
      if (counts.waiting() == 0 && journal.unfinished() == 0) {
        return counts;
      }
    }
    return counts;
  }

  private Verdict verdict(
      Chaos chaos,
      Judge.Findings found,
      long unanswered,
      StoreCounts counts,
      Map<String, Long> refusals,
      List<String> problems) {
    undone(problems, "kills", chaos.done(Chaos.Kind.KILL), config.kills());
    undone(problems, "pauses", chaos.done(Chaos.Kind.PAUSE), config.pauses());
    undone(problems, "cuts", chaos.done(Chaos.Kind.CUT), config.cuts());
    if (found.accepted() == 0) {
      problems.add("No message was accepted; see the logs of the nodes");
    }
    if (unanswered > 0) {
      problems.add(
          "%d messages were not accepted in the end; requests failed so: %s"
              .formatted(unanswered, refusals));
    }
    if (counts.waiting() > 0 || counts.ended() > 0 || counts.handled() != found.handled()) {
      problems.add(
          "The store has %d handled, %d waiting, %d dead or discarded; the handlers said %d handled"
              .formatted(counts.handled(), counts.waiting(), counts.ended(), found.handled()));
    }
    problems.addAll(found.offences());
    if (!problems.isEmpty()) {
      problems.add(
          "Look for the keys and the nodes in %s, and for the times in the nodes' logs beside it"
              .formatted(RECORD));
    }
    return new Verdict(
        problems.isEmpty(),
        config.seed(),
        config.nodes(),
        chaos.done(Chaos.Kind.KILL),
        chaos.done(Chaos.Kind.PAUSE),
        chaos.done(Chaos.Kind.CUT),
        found.accepted(),
        found.handled(),
        found.lost(),
        found.duplicated(),
        found.unexplained(),
        found.repeated(),
        found.outOfOrder(),
        found.storedTwice(),
        unanswered,
        counts,
        refusals,
        List.copyOf(problems),
        config.directory().toString());
  }

  private static void undone(List<String> problems, String what, int done, int planned) {
    if (done < planned) {
      problems.add(
          "The time was over after %d of %d %s; give the proof more with --duration"
              .formatted(done, planned, what));
    }
  }

  private void opened(AutoCloseable part) {
    synchronized (parts) {
      parts.add(part);
    }
  }

  /** Ends it: nodes that run are killed. */
  @Override
  public void close() {
    closed.countDown();
    synchronized (parts) {
      for (int i = parts.size() - 1; i >= 0; i--) {
        try {
          parts.get(i).close();
        } catch (Exception e) {
          setup.progress().accept("A part of the proof did not end cleanly: " + e.getMessage());
        }
      }
      parts.clear();
    }
  }
}
