package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.store.StoreConfig;

/** Three nodes of the packaged server on one PostgreSQL, under load. */
final class ClusterIT {

  private static final Duration TAKEOVER = Duration.ofSeconds(15);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SENDERS = 3;

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();
  private final ReadyNodes balancer = new ReadyNodes();
  private final Map<String, ServerSetup> setups = new LinkedHashMap<>();
  private final Map<String, ServerProcess> nodes = new LinkedHashMap<>();
  private final Map<String, JsonLines> handled = new LinkedHashMap<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Thread> senders = new ArrayList<>();
  private EmbeddedPostgres database;
  private String ticket;
  private volatile boolean over;

  @BeforeEach
  void startThree() throws IOException {
    database = EmbeddedPostgres.builder().start();
    for (String name : List.of("a", "b", "c")) {
      ServerSetup setup =
          ServerSetup.in(directory.resolve(name))
              .jvm("-Xmx128m")
              .store(StoreConfig.postgres(database.getJdbcUrl("postgres", "postgres"), "", ""))
              .with("MESSAGING_NODE_NAME", name)
              .with("MESSAGING_HTTP_READY_DELAY", "1s");
      setups.put(name, setup);
      handled.put(name, new JsonLines(setup.dataDirectory().resolve("handled.jsonl")));
      start(name);
    }
    ticket = soap.logOn(nodes.get("a").address());
  }

  @AfterEach
  void end() throws IOException {
    over = true;
    balancer.close();
    nodes.values().forEach(ServerProcess::close);
    database.close();
  }

  @Test
  void nodesTakeOverShareAndAreRestartedInTurnWithoutALossOrARefusal() throws Exception {
    await("each has its share", TAKEOVER, () -> shareIs("a", 22) && shareIs("c", 21));
    startSenders();
    await("messages are handled on all", LIMIT, () -> everyNodeHandles(1));

    // A node that is killed: its messages go on, and it comes back.
    balancer.remove(nodes.get("b").address());
    nodes.get("b").kill();
    Set<String> before = Set.copyOf(acknowledged);
    await("the others go on with them", TAKEOVER, () -> allDone(before));
    int had = lines("b");
    start("b");
    await("the new one takes its share", TAKEOVER, () -> lines("b") > had);

    // A restart of each, one after the other.
    refused.set(0);
    for (String name : List.copyOf(nodes.keySet())) {
      assertThat(nodes.get(name).terminate()).as("exit status of %s", name).isZero();
      balancer.remove(nodes.get(name).address());
      start(name);
    }
    over = true;
    for (Thread sender : senders) {
      sender.join(LIMIT.toMillis());
    }
    assertThat(refused).as("requests refused during the restarts").hasValue(0);
    assertThat(acknowledged).hasSizeGreaterThan(100);
    await("all is handled", LIMIT, () -> allDone(acknowledged));
    for (ServerProcess node : nodes.values()) {
      assertThat(node.terminate()).isZero();
    }
  }

  private void start(String name) {
    ServerProcess started = setups.get(name).start();
    nodes.put(name, started);
    URI address = started.address();
    balancer.add(address);
    started.await("the balancer sees it", LIMIT, () -> balancer.has(address));
  }

  private void startSenders() {
    for (int i = 0; i < SENDERS; i++) {
      String name = "sender-" + i;
      Thread sender = new Thread(() -> send(name), name);
      sender.setDaemon(true);
      sender.start();
      senders.add(sender);
    }
  }

  /** Sends one message after the other, each under a key until it is acknowledged. */
  private void send(String name) {
    for (int n = 0; !over; n++) {
      String id = name + "-" + n;
      Incoming message = Incoming.to("file", id).inSession(name + "-" + n % 50);
      while (!over && !isTaken(message, id)) {
        refused.incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private boolean isTaken(Incoming message, String id) {
    try {
      Reply reply = soap.createMessage(balancer.next(), ticket, message, Optional.of("k-" + id));
      if (reply.succeeded()) {
        acknowledged.add(id);
      }
      return reply.succeeded();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean shareIs(String name, int partitions) {
    return nodes.get(name).stderr().contains(partitions + " of 64 partitions");
  }

  private boolean everyNodeHandles(int least) {
    return nodes.keySet().stream().allMatch(name -> lines(name) >= least);
  }

  private int lines(String name) {
    handled.get(name).more().forEach(line -> done.add(line.path("content").asText()));
    return handled.get(name).lines().size();
  }

  private boolean allDone(Set<String> wanted) {
    handled.keySet().forEach(this::lines);
    return done.containsAll(wanted);
  }

  private void await(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline)
          .as("not within %s: %s%n%s", limit, what, nodes.get("a").stderr())
          .isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
