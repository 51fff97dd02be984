package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;
import org.messagingagent.spi.SendOutcome;

/** The same request again, under an idempotency key and without, over real HTTP. */
@Timeout(60)
class RepeatTest {

  private static final int CALLERS = 8;
  private static final Incoming MESSAGE =
      Incoming.to(LocalServer.PLUGIN, "once").inSession("session");

  @TempDir private Path directory;
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private LocalServer server;

  @BeforeEach
  void start() throws IOException {
    server = LocalServer.in(directory);
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
    server.close();
  }

  @Test
  void oneKeyFromManyThreadsAtOnceIsStoredOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      String key = "key-" + round;
      for (Reply reply : allAtOnce(() -> server.createMessage(MESSAGE, key))) {
        reply.requireSuccess();
      }
      assertThat(handledBeforeAMarker()).containsExactly("once");
    }
  }

  @Test
  void keyHoldsAcrossARestart() throws Exception {
    server.createMessage(MESSAGE, "key").requireSuccess();
    assertThat(handledBeforeAMarker()).containsExactly("once");
    server.close();
    start();
    server.createMessage(MESSAGE, "key").requireSuccess();
    assertThat(handledBeforeAMarker()).isEmpty();
  }

  @Test
  void keyOfAnotherRequestIsRefusedAndNothingStored() throws Exception {
    server.createMessage(MESSAGE, "key").requireSuccess();

    Reply reply =
        server.createMessage(Incoming.to(LocalServer.PLUGIN, "other").inSession("session"), "key");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.text("ExceptionType")).contains("IDEMPOTENCY_KEY_REUSED");
    assertThat(handledBeforeAMarker()).containsExactly("once");
  }

  @Test
  void withoutAKeyTwiceIsTwo() throws Exception {
    server.createMessage(MESSAGE).requireSuccess();
    server.createMessage(MESSAGE).requireSuccess();
    assertThat(handledBeforeAMarker()).containsExactly("once", "once");
  }

  @Test
  void repeatOfASendThatStillRunsWaitsForItsAnswerAndSendsNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.plugin.sendLike(
        message -> {
          begun.countDown();
          await(goOn);
          return SendOutcome.sent("ext-" + message.content());
        });
    Future<List<DeliveryStatus>> first =
        callers.submit(() -> server.sendMessagesOnce("key", "a", "b"));
    begun.await();
    List<Future<List<DeliveryStatus>>> repeats = new ArrayList<>();
    for (int i = 1; i < CALLERS; i++) {
      repeats.add(callers.submit(() -> server.sendMessagesOnce("key", "a", "b")));
    }
    // Another request goes through meanwhile, so that the repeats have had the time to arrive.
    assertThat(server.soap.getPlugins(server.address(), server.ticket)).isNotEmpty();
    goOn.countDown();

    List<DeliveryStatus> answer = first.get();
    assertThat(answer).extracting(DeliveryStatus::status).containsExactly(1, 1);
    for (Future<List<DeliveryStatus>> repeat : repeats) {
      assertThat(repeat.get()).isEqualTo(answer);
    }
    assertThat(server.sendMessagesOnce("key", "a", "b")).isEqualTo(answer);
    assertThat(server.plugin.sent).hasSize(2);
  }

  @Test
  void sendUnderOneKeyFromManyThreadsAtOnceIsSentOnce() throws Exception {
    List<List<DeliveryStatus>> answers =
        allAtOnce(() -> server.sendMessagesOnce("key", "a", "b", "c"));

    assertThat(answers).containsOnly(answers.get(0));
    assertThat(answers.get(0)).extracting(DeliveryStatus::status).containsExactly(1, 1, 1);
    assertThat(server.plugin.sent).hasSize(3);
  }

  private <T> List<T> allAtOnce(Callable<T> call) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      running.add(
          callers.submit(
              () -> {
                start.await();
                return call.call();
              }));
    }
    start.countDown();
    List<T> results = new ArrayList<>();
    for (Future<T> one : running) {
      results.add(one.get());
    }
    return results;
  }

  /** What was handled of the session up to now: a message that ends it tells that all is there. */
  private List<String> handledBeforeAMarker() throws Exception {
    server.createMessage(Incoming.to(LocalServer.PLUGIN, "marker").inSession("session"));
    List<String> handled = new ArrayList<>();
    while (true) {
      String content = Recorder.next(server.plugin.handled).content();
      if (content.equals("marker")) {
        return handled;
      }
      handled.add(content);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
