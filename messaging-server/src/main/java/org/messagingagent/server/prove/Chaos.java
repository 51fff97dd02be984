package org.messagingagent.server.prove;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.support.DaemonThreads;

/**
 * Kills, pauses and cuts nodes at moments that the seed decides; at most all but one at a time, and
 * the only one where there is one. Safe for use by many threads.
 */
final class Chaos {

  /** What can be done to a node. */
  enum Kind {
    KILL,
    PAUSE,
    CUT
  }

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int LEAST_REST_MILLIS = 300;
  private static final int LONGEST_REST_MILLIS = 2_000;
  private static final int LONGEST_DOWN_MILLIS = 2_000;
  private static final int LONGEST_SILENCE_MILLIS = 4_000;
  private static final int MOST_REQUESTS = 12;

  private final ProveConfig config;
  private final Nodes nodes;
  private final Map<Node, CuttingProxy> proxies;
  private final Journal journal;
  private final Random random;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("prove-chaos"));
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
  private final Set<Node> taken = new HashSet<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  /**
   * @param proxies the ways to the database that can be cut; empty where nothing is to be cut
   */
  Chaos(ProveConfig config, Nodes nodes, Map<Node, CuttingProxy> proxies, Journal journal) {
    this.config = config;
    this.nodes = nodes;
    this.proxies = Map.copyOf(proxies);
    this.journal = journal;
    this.random = new Random(config.seed());
  }

  /**
   * Does it all, spread over this time, and waits until the nodes are well again. Returns early
   * after {@link #end}.
   */
  void run(Duration time) throws InterruptedException {
    List<Kind> plan = plan();
    long interval = plan.isEmpty() ? 0 : time.minus(FIRST).toNanos() / plan.size();
    long begin = System.nanoTime() + FIRST.toNanos();
    for (int i = 0; i < plan.size(); i++) {
      long at = begin + i * interval + (long) (random.nextDouble() * interval * 0.8);
      if (over.await(at - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        break;
      }
      Node node = take();
      Kind kind = plan.get(i);
      long seed = random.nextLong();
      threads.execute(() -> disturb(kind, node, new Random(seed)));
    }
    over.await(begin + time.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.HOURS);
  }

  /** Begins nothing new. */
  void end() {
    over.countDown();
  }

  int done(Kind kind) {
    synchronized (taken) {
      return done.getOrDefault(kind, 0);
    }
  }

  /** What went wrong with the nodes that nobody did to them. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Starts nodes again that ended by themselves; that is a problem. */
  void lookAfter() throws InterruptedException {
    for (Node node : nodes.all()) {
      synchronized (taken) {
        if (taken.contains(node) || node.isAlive()) {
          continue;
        }
        taken.add(node);
      }
      problems.add("%s ended by itself; see its log".formatted(node.run()));
      journal.add(Event.disturbed("ended", node.run()));
      try {
        start(node);
      } finally {
        giveBack(node);
      }
    }
  }

  private List<Kind> plan() {
    List<Kind> plan = new ArrayList<>();
    plan.addAll(Collections.nCopies(config.kills(), Kind.KILL));
    plan.addAll(Collections.nCopies(config.pauses(), Kind.PAUSE));
    plan.addAll(Collections.nCopies(config.cuts(), Kind.CUT));
    Collections.shuffle(plan, random);
    return plan;
  }

  /** Any that is well, as soon as there may be one more that is not. */
  private Node take() throws InterruptedException {
    int most = Math.max(1, nodes.all().size() - 1);
    synchronized (taken) {
      while (taken.size() >= most) {
        taken.wait();
      }
      List<Node> well = nodes.all().stream().filter(node -> !taken.contains(node)).toList();
      Node node = well.get(random.nextInt(well.size()));
      taken.add(node);
      return node;
    }
  }

  private void giveBack(Node node) {
    synchronized (taken) {
      taken.remove(node);
      taken.notifyAll();
    }
  }

  private void disturb(Kind kind, Node node, Random chance) {
    String run = node.run();
    try {
      journal.add(Event.disturbed(kind.name().toLowerCase(Locale.ROOT), run));
      switch (kind) {
        case KILL -> {
          node.kill();
          TimeUnit.MILLISECONDS.sleep(chance.nextInt(LONGEST_DOWN_MILLIS));
          start(node);
        }
        case PAUSE -> Pause.process(node.pid(), config.lease().toSeconds() + 2 + chance.nextInt(4));
        case CUT -> cut(proxies.get(node), chance);
      }
      journal.add(Event.note("well-again", node.run()));
      synchronized (taken) {
        done.merge(kind, 1, Integer::sum);
      }
      TimeUnit.MILLISECONDS.sleep(chance.nextInt(LEAST_REST_MILLIS, LONGEST_REST_MILLIS));
    } catch (IOException e) {
      problems.add("%s: %s".formatted(run, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      giveBack(node);
    }
  }

  private static void cut(CuttingProxy proxy, Random chance) throws InterruptedException {
    switch (chance.nextInt(3)) {
      case 0 -> proxy.cut();
      case 1 -> proxy.cutAfterSilence(chance.nextInt(LONGEST_SILENCE_MILLIS));
      default -> proxy.loseAnswer(1 + chance.nextInt(MOST_REQUESTS));
    }
  }

  private void start(Node node) throws InterruptedException {
    try {
      node.start();
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
  }
}
