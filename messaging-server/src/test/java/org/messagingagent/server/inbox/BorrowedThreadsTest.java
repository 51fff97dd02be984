package org.messagingagent.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BorrowedThreadsTest {

  private final ExecutorService lender = Executors.newFixedThreadPool(1);
  private final BlockingQueue<RejectedExecutionException> refused = new LinkedBlockingQueue<>();
  private final BorrowedThreads threads = new BorrowedThreads(lender, refused::add);

  @AfterEach
  void stop() {
    lender.shutdownNow();
  }

  @Test
  void endOfOursLeavesTheLenderAndItsThreadsAsTheyWere() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    threads.execute(
        () -> {
          thread.complete(Thread.currentThread());
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
            Thread.currentThread().interrupt();
          }
        });
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    threads.execute(() -> interrupted.complete(false));

    threads.shutdownNow();

    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.get()).isTrue();
    assertThat(lender.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    assertThat(lender.submit(Thread::currentThread).get()).isSameAs(thread.get());
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void taskThatHadNoThreadYetAtTheEndIsNotRun() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    CompletableFuture<Void> ran = new CompletableFuture<>();
    lender.execute(() -> awaitUninterruptibly(hold));
    threads.execute(() -> ran.complete(null));

    threads.shutdownNow();

    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    hold.countDown();
    lender.submit(() -> {}).get();
    assertThat(ran).isNotDone();
  }

  @Test
  void taskMayHandInAnotherThatRunsInTheSameThread() throws Exception {
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    threads.execute(() -> threads.execute(() -> ran.complete(true)));

    assertThat(ran.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void taskThatTheLenderDoesNotTakeIsToldAndTheNextIsHandedOver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    BorrowedThreads failing =
        new BorrowedThreads(
            task -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              lender.execute(task);
            },
            refused::add);
    CompletableFuture<Void> ran = new CompletableFuture<>();

    failing.execute(() -> {});
    failing.execute(() -> ran.complete(null));

    assertThat(refused.take()).hasMessageContaining("not yet");
    ran.get(10, TimeUnit.SECONDS);
    failing.shutdown();
    assertThat(failing.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void lenderThatLetsWaitWhoeverHandsInATaskHoldsUpNobody() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    BorrowedThreads waiting =
        new BorrowedThreads(
            task -> {
              entered.countDown();
              awaitUninterruptibly(new CountDownLatch(1));
            },
            refused::add);

    waiting.execute(() -> {});
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    waiting.execute(() -> {});
    waiting.shutdownNow();

    assertThat(waiting.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(refused).isEmpty();
  }

  @Test
  void executorThatIsStoppedBusyOrWithoutThreadsIsRefusedInWords() {
    lender.shutdown();
    assertThatThrownBy(() -> check(lender))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not shut down");
    assertThatThrownBy(() -> check(Runnable::run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads of its own");
    assertThatThrownBy(
            () ->
                check(
                    task -> {
                      throw new IllegalStateException("not initialised");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not initialised");
  }

  private static void check(Executor executor) {
    new HandlerThreads(Optional.of(executor)).check();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
