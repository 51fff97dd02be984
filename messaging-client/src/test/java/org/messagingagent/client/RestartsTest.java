package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads call with one client while its server is stopped and started again, twice. {@code
 * -Drestarts.calls=10000} makes more of them.
 */
@Timeout(180)
class RestartsTest {

  private static final int CALLS = Integer.getInteger("restarts.calls", 2_000);
  private static final int THREADS = 32;

  @TempDir private Path directory;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<String> stored = ConcurrentHashMap.newKeySet();
  private final Map<String, MessagingClientException> failed = new ConcurrentHashMap<>();
  private final CountDownLatch third = new CountDownLatch(CALLS / 3);
  private final CountDownLatch twoThirds = new CountDownLatch(CALLS / 3 * 2);

  /** Which stored messages, by their ids, had this content. */
  private final Map<String, Set<Long>> handled = new HashMap<>();

  @Test
  void everyCallSucceedsOrFailsWithATypedExceptionAndNothingIsStoredTwice() throws Exception {
    Bounded.until(() -> Bounded.clientThreads().isEmpty());
    ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    RealServer server = RealServer.in(directory);
    int port = server.port();
    try (MessagingClient client =
        MessagingClient.builder(server.url())
            .user(RealServer.USER, RealServer.PASSWORD)
            .retries(10)
            .build()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(callers.submit(() -> callUntilAllAreMade(client)));
      }
      for (CountDownLatch moment : List.of(third, twoThirds)) {
        Bounded.await(moment);
        server.close();
        collect(server);
        server = RealServer.in(directory, builder -> builder.port(port));
      }
      for (Future<?> one : running) {
        one.get();
      }
      assertThat(stored.size() + failed.size()).isEqualTo(CALLS);
      assertThat(stored.size()).as("it is back soon, so few calls fail").isGreaterThan(CALLS / 2);
      while (!handled.keySet().containsAll(stored)) {
        add(RealServer.next(server.handled));
      }
    } finally {
      callers.shutdownNow();
      server.close();
    }
    collect(server);
    assertThat(handled.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
    Set<String> unasked = new HashSet<>(handled.keySet());
    unasked.removeAll(stored);
    unasked.removeIf(content -> failed.get(content) instanceof OutcomeUnknownException);
    assertThat(unasked).as("stored though their call failed for certain").isEmpty();
    assertThat(Bounded.clientThreads()).isEmpty();
  }

  private void callUntilAllAreMade(MessagingClient client) {
    for (int call = next.incrementAndGet(); call <= CALLS; call = next.incrementAndGet()) {
      String content = "message " + call;
      try {
        client.createMessage(IncomingMessage.forPlugin(RealServer.PLUGIN).content(content).build());
        stored.add(content);
      } catch (MessagingClientException e) {
        failed.put(content, e);
      }
      third.countDown();
      twoThirds.countDown();
    }
  }

  private void collect(RealServer server) {
    List<org.messagingagent.spi.IncomingMessage> left = new ArrayList<>();
    server.handled.drainTo(left);
    left.forEach(this::add);
  }

  private void add(org.messagingagent.spi.IncomingMessage message) {
    handled.computeIfAbsent(message.content(), content -> new HashSet<>()).add(message.messageId());
  }
}
