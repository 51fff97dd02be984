package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedCallTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void interruptIsKeptWhereTheCallHasEnded() throws Exception {
    BoundedCall<String> call = BoundedCall.start("call", null, () -> "done", late -> {});
    assertThat(call.await(LIMIT)).isEqualTo("done");

    Thread.currentThread().interrupt();
    assertThat(call.await(LIMIT)).isEqualTo("done");

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void interruptEndsTheWaitForACallThatHasNot() {
    CountDownLatch interrupted = new CountDownLatch(1);
    BoundedCall<String> call =
        BoundedCall.start(
            "call",
            null,
            () -> {
              try {
                new CountDownLatch(1).await();
                return "never";
              } finally {
                interrupted.countDown();
              }
            },
            late -> {});

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> call.await(LIMIT)).isInstanceOf(InterruptedException.class);

    assertThat(interrupted).satisfies(latch -> latch.await());
  }
}
