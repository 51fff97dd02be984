package org.messagingagent.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

@Timeout(60)
class CallbackDeskTest {

  private static final long WAIT_SECONDS = 20;

  private final PluginLog log = new PluginLog();
  private final CountDownLatch release = new CountDownLatch(1);
  private CallbackDesk desk;

  @AfterEach
  void close() {
    release.countDown();
    if (desk != null) {
      desk.close(Duration.ofSeconds(WAIT_SECONDS));
    }
    log.close();
  }

  @Test
  void pluginAnswersInAThreadOfItsOwn() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicReference<CallbackRequest> seen = new AtomicReference<>();
    open(
        4,
        10_000,
        request -> {
          thread.set(Thread.currentThread());
          seen.set(request);
          return CallbackResponse.ok("taken");
        });
    CallbackRequest request = request("/a");

    CompletableFuture<CallbackResponse> answer = new CompletableFuture<>();
    desk.answer(request, answer::complete);

    assertThat(await(answer).body()).isEqualTo("taken".getBytes(UTF_8));
    assertThat(seen.get()).isSameAs(request);
    assertThat(thread.get().getName()).isEqualTo("callback-gw-1");
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(log.problems()).isEmpty();
  }

  @Test
  void moreAtATimeThanThereAreThreadsAreToldToTryAgainAtOnce() {
    open(2, 60_000, this::waiting);
    List<CompletableFuture<CallbackResponse>> taken = List.of(ask(), ask());

    assertTryAgain(await(ask()));
    assertTryAgain(await(ask()));
    assertThat(taken).noneMatch(CompletableFuture::isDone);

    release.countDown();
    taken.forEach(answer -> assertThat(await(answer).status()).isEqualTo(200));
    assertThat(await(ask()).status()).isEqualTo(200);
    assertThat(log.problems())
        .singleElement()
        .asString()
        .contains("Plugin gw", "more than 2 requests at a time");
  }

  @Test
  void placeIsFreeWhenTheGatewayHearsTheAnswer() {
    open(1, 60_000, request -> CallbackResponse.ok());
    for (int i = 0; i < 500; i++) {
      assertThat(await(ask()).status()).isEqualTo(200);
    }
  }

  @Test
  void callThatTakesTooLongIsInterruptedAndTheGatewayTriesAgain() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    open(
        1,
        50,
        request -> {
          try {
            release.await();
            return CallbackResponse.ok();
          } catch (InterruptedException e) {
            ended.add("interrupted");
            throw new SubmissionException("too late anyway", false);
          }
        });

    assertTryAgain(await(ask()));
    assertThat(ended.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("interrupted");
    // Its place is free again: the next is called, and told to be late rather than one too many.
    awaitThat(() -> new String(await(ask()).body(), UTF_8).contains("in time"));
    awaitLog("no answer within 50 ms");
  }

  @Test
  void interruptDoesNotReachTheNextCall() {
    AtomicInteger calls = new AtomicInteger();
    BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    open(
        1,
        60_000,
        request -> {
          interrupted.add(Thread.currentThread().isInterrupted());
          if (calls.incrementAndGet() == 1) {
            Thread.currentThread().interrupt();
          }
          return CallbackResponse.ok();
        });

    AtomicReference<Boolean> whileAnswering = new AtomicReference<>();
    CompletableFuture<CallbackResponse> first = new CompletableFuture<>();
    desk.answer(
        request("/"),
        response -> {
          whileAnswering.set(Thread.currentThread().isInterrupted());
          first.complete(response);
        });
    await(first);
    await(ask());

    assertThat(whileAnswering.get()).isFalse();
    assertThat(interrupted).containsExactly(false, false);
  }

  @Test
  void hangingPluginCostsItsThreadsAndThenIsSaidToBeStuckInOneLine() {
    // Long enough for each call to have begun before it is overdue, on any machine.
    open(2, 1_000, this::deaf);

    assertTryAgain(await(ask()));
    assertTryAgain(await(ask()));
    awaitLog("all its 2 threads hang");
    for (int i = 0; i < 50; i++) {
      assertTryAgain(await(ask()));
    }

    assertThat(threads()).isEqualTo(2);
    assertThat(log.problems()).hasSize(3);
    assertThat(log.problems()).filteredOn(line -> line.contains("hang")).hasSize(1);

    release.countDown();
    awaitThat(() -> await(ask()).status() == 200);
    assertThat(log.story()).contains("Plugin gw answers its gateway again");
  }

  @Test
  void whatIsNotTakenIsForLaterOrForNever() {
    open(
        1,
        10_000,
        request -> {
          throw new SubmissionException("No handler\r\nfor it", request.path().equals("/later"));
        });

    CallbackResponse later = await(ask("/later"));
    assertTryAgain(later);
    assertThat(new String(later.body(), UTF_8)).doesNotContain("No handler");
    CallbackResponse never = await(ask("/never"));
    assertThat(never.status()).isEqualTo(422);
    assertThat(never.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
    assertThat(new String(never.body(), UTF_8)).isEqualTo("No handler for it\n");
    assertThat(log.problems()).isEmpty();
  }

  @Test
  void refusalWhoseReasonCannotBeReadIsAFailure() {
    open(
        1,
        10_000,
        request -> {
          throw new SubmissionException(null, false) {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
              throw new IllegalStateException("no message for you");
            }
          };
        });

    assertFailed(await(ask()));
    assertThat(log.problems()).singleElement().asString().contains("IllegalStateException");
  }

  @Test
  void refusalWithoutAReasonHasOneOfOurs() {
    open(
        1,
        10_000,
        request -> {
          throw new SubmissionException(null, false);
        });

    assertThat(new String(await(ask()).body(), UTF_8)).isEqualTo("It was not taken\n");
  }

  @Test
  void failureIsAnsweredWithoutItsWords() {
    open(
        1,
        10_000,
        request -> {
          throw new InstalledPlugin.CallbackFailedException();
        });

    assertFailed(await(ask()));
  }

  @Test
  void answerThatCannotBeSentIsAFailureInOneLineWithoutThePluginsWords() {
    open(1, 10_000, request -> CallbackResponse.ok().with("X-Id", "secret\r\nX-Evil: 1"));

    assertFailed(await(ask()));
    assertThat(log.problems())
        .singleElement()
        .asString()
        .isEqualTo(
            "Plugin gw, request of the gateway: it answered with a header X-Id that is not"
                + " printable ASCII; the gateway got 500");
  }

  @Test
  void errorOutOfNowhereStillAnswersAndFreesThePlace() {
    open(
        1,
        10_000,
        request -> {
          throw new StackOverflowError();
        });

    assertFailed(await(ask()));
    assertFailed(await(ask()));
  }

  @Test
  void gatewayThatCannotBeAnsweredTakesNoPlaceAway() {
    open(1, 10_000, request -> CallbackResponse.ok());
    desk.answer(
        request("/"),
        response -> {
          throw new IllegalStateException("the connection is gone");
        });

    awaitThat(() -> await(ask()).status() == 200);
    awaitLog("could not be answered");
  }

  @Test
  void closingWaitsForWhatIsBeingAnsweredAndTakesNoMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    open(
        2,
        60_000,
        request -> {
          begun.countDown();
          return request.path().equals("/slow") ? waiting(request) : CallbackResponse.ok();
        });
    CompletableFuture<CallbackResponse> running = ask("/slow");
    assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    Thread closing = new Thread(() -> desk.close(Duration.ofSeconds(WAIT_SECONDS)));
    closing.start();

    awaitThat(() -> await(ask()).status() == 503);
    assertThat(running).isNotDone();
    release.countDown();
    assertThat(await(running).status()).isEqualTo(200);
    closing.join();
    assertTryAgain(await(ask()));
    assertThat(log.problems()).noneMatch(line -> line.contains("stopped"));
    awaitThat(() -> threads() == 0);
  }

  @Test
  void closingInterruptsWhatDoesNotEndInTime() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    open(
        1,
        60_000,
        request -> {
          begun.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return CallbackResponse.ok();
        });
    CompletableFuture<CallbackResponse> running = ask();
    assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();

    desk.close(Duration.ofMillis(10));

    assertTryAgain(await(running));
    assertThat(interrupted.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(log.problems())
        .singleElement()
        .asString()
        .contains("Plugin gw: 1 requests of its gateway had not ended");
    awaitThat(() -> threads() == 0);
    desk.close(Duration.ZERO);
  }

  @Test
  void closingDoesNotWaitForWhatIsPastItsTime() {
    open(1, 50, this::deaf);
    assertTryAgain(await(ask()));
    awaitLog("hang");

    // Longer than the test may take.
    desk.close(Duration.ofMinutes(5));

    assertTryAgain(await(ask()));
    assertThat(log.problems()).last().asString().contains("had not ended");
    release.countDown();
    awaitThat(() -> threads() == 0);
  }

  private CallbackResponse waiting(CallbackRequest request) {
    try {
      release.await();
      return CallbackResponse.ok();
    } catch (InterruptedException e) {
      throw new SubmissionException("interrupted", true);
    }
  }

  /** Does not end before it is released, whoever interrupts it. */
  private CallbackResponse deaf(CallbackRequest request) {
    while (true) {
      try {
        release.await();
        return CallbackResponse.ok();
      } catch (InterruptedException e) {
        continue;
      }
    }
  }

  private void open(
      int concurrency, long timeoutMillis, Function<CallbackRequest, CallbackResponse> plugin) {
    Map<String, String> limits = new HashMap<>();
    limits.put("limits.callback-concurrency", Integer.toString(concurrency));
    limits.put("limits.callback-timeout", timeoutMillis + "ms");
    desk =
        new CallbackDesk(
            "gw", plugin, PluginLimits.DEFAULTS.with(limits), Clock.systemUTC(), () -> {});
  }

  private CompletableFuture<CallbackResponse> ask() {
    return ask("/");
  }

  private CompletableFuture<CallbackResponse> ask(String path) {
    CompletableFuture<CallbackResponse> answer = new CompletableFuture<>();
    desk.answer(request(path), answer::complete);
    return answer;
  }

  private static CallbackRequest request(String path) {
    return new CallbackRequest(
        "POST", path, "", Map.of(), new byte[0], InetAddress.getLoopbackAddress(), false);
  }

  private static CallbackResponse await(CompletableFuture<CallbackResponse> answer) {
    return answer.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void assertTryAgain(CallbackResponse response) {
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "5");
  }

  private static void assertFailed(CallbackResponse response) {
    assertThat(response.status()).isEqualTo(500);
    assertThat(new String(response.body(), UTF_8))
        .isEqualTo("The server could not handle the request\n");
  }

  private void awaitLog(String part) {
    awaitThat(() -> log.problems().stream().anyMatch(line -> line.contains(part)));
  }

  private static void awaitThat(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("callback-gw-[0-9]+"))
        .count();
  }
}
