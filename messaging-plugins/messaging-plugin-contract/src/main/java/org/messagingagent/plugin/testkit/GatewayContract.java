package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

/** What a plugin answers when its gateway is slow, silent, busy or away. */
interface GatewayContract extends PluginUnderTest {

  /** How long a call may take to end once it was interrupted. */
  Duration INTERRUPTED = Duration.ofSeconds(5);

  /** How long a call may take whose gateway does answer. */
  Duration ANSWERED = Duration.ofSeconds(30);

  @Test
  default void waitsForASlowGateway(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      GatewayAnswer taken =
          taken("slow-1").orElseGet(() -> abort("The test has no taken(); see PluginUnderTest"));
      CountDownLatch release = new CountDownLatch(1);
      gateway.forgetRequests();
      gateway.next(taken.heldUntil(release));
      try (RunningCall<SendOutcome> call = sending(sender)) {
        gateway.awaitRequest();
        assertThat(call.hasEnded()).as("send() ended before the gateway had answered").isFalse();
        release.countDown();
        assertThat(call.outcome(ANSWERED).orElseThrow().externalIds()).containsExactly("slow-1");
      }
    }
  }

  @Test
  default void sendingEndsWhenItIsInterrupted(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      gateway.forgetRequests();
      gateway.otherwise(GatewayAnswer.never());
      try (RunningCall<SendOutcome> call = sending(sender)) {
        awaitCall(gateway, "Sending");
        call.interrupt();
        assertMayHaveBeenTaken(call.outcome(INTERRUPTED));
      }
    }
  }

  @Test
  default void handlingEndsWhenItIsInterrupted(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      IncomingHandler handler = subject.as(IncomingHandler.class);
      gateway.forgetRequests();
      gateway.otherwise(GatewayAnswer.never());
      try (RunningCall<HandleOutcome> call = handling(handler)) {
        awaitCall(gateway, "Handling");
        call.interrupt();
        assertNotHandled(call.outcome(INTERRUPTED));
      }
    }
  }

  @Test
  default void closesWhileACallIsUnderWay(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      gateway.forgetRequests();
      gateway.otherwise(GatewayAnswer.never());
      try (RunningCall<SendOutcome> call = sending(sender)) {
        awaitCall(gateway, "Sending");
        try (RunningCall<Boolean> closing = RunningCall.start("close()", () -> closed(subject))) {
          // The server interrupts what did not end in time, and then closes.
          call.interrupt();
          closing.outcome(INTERRUPTED);
        }
        assertMayHaveBeenTaken(call.outcome(INTERRUPTED));
      }
    }
  }

  @Test
  default void doesNotTakeALostConnectionForAnAnswer(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      for (GatewayAnswer lost :
          new GatewayAnswer[] {GatewayAnswer.dropAfterReading(), GatewayAnswer.cutOff()}) {
        gateway.forgetRequests();
        gateway.otherwise(lost);
        try (RunningCall<SendOutcome> call = sending(sender)) {
          awaitCall(gateway, "Sending");
          Optional<SendOutcome> outcome = call.outcome(ANSWERED);
          if (lost.kind() == GatewayAnswer.Kind.DROP_AFTER_READING) {
            assertMayHaveBeenTaken(outcome);
          }
        }
      }
    }
  }

  @Test
  default void doesNotGiveUpOnAGatewayThatIsAwayOrBusy(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      gateway.otherwise(GatewayAnswer.status(503));
      try (RunningCall<SendOutcome> call = sending(sender)) {
        assertNotFinal(call.outcome(ANSWERED), "while the gateway answers 503");
      }
      gateway.goAway();
      try (RunningCall<SendOutcome> call = sending(sender)) {
        assertNotFinal(call.outcome(ANSWERED), "while connections are refused");
      }
    }
  }

  @Test
  default void handlesLaterWhatItCannotHandleNow(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      IncomingHandler handler = subject.as(IncomingHandler.class);
      gateway.forgetRequests();
      gateway.otherwise(GatewayAnswer.status(503));
      try (RunningCall<HandleOutcome> call = handling(handler)) {
        awaitCall(gateway, "Handling");
        assertNotHandled(call.outcome(ANSWERED));
      }
    }
  }

  @Test
  default void bearsNonsenseFromTheGateway(@TempDir Path directory) throws Exception {
    FakeGateway gateway = Subject.gateway(this);
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      gateway.otherwise(GatewayAnswer.garbage());
      try (RunningCall<SendOutcome> call = sending(sender)) {
        call.outcome(ANSWERED)
            .ifPresent(
                outcome ->
                    assertThat(outcome.externalIds())
                        .allMatch(id -> !id.isBlank() && id.length() <= 255));
      }
    }
  }

  private RunningCall<SendOutcome> sending(OutgoingSender sender) {
    return RunningCall.start("send()", () -> sender.send(outgoing(1)));
  }

  private RunningCall<HandleOutcome> handling(IncomingHandler handler) {
    return RunningCall.start("handle()", () -> handler.handle(incoming(1)));
  }

  private static boolean closed(Subject subject) throws Exception {
    subject.channel().close();
    return true;
  }

  private static void awaitCall(FakeGateway gateway, String what) throws InterruptedException {
    if (gateway.nextRequest(Duration.ofSeconds(5)).isEmpty()) {
      abort(what + " does not call the gateway");
    }
  }

  private void assertMayHaveBeenTaken(Optional<SendOutcome> outcome) {
    outcome.ifPresent(
        answer ->
            assertThat(answer.kind())
                .as("the gateway has the message and did not say what became of it: %s", answer)
                .isIn(
                    gatewayRecognisesRepeats()
                        ? new Object[] {SendOutcome.Kind.UNKNOWN, SendOutcome.Kind.RETRY}
                        : new Object[] {SendOutcome.Kind.UNKNOWN}));
  }

  private static void assertNotFinal(Optional<SendOutcome> outcome, String when) {
    outcome.ifPresent(
        answer ->
            assertThat(answer.kind())
                .as("the outcome %s: %s", when, answer)
                .isIn(SendOutcome.Kind.RETRY, SendOutcome.Kind.UNKNOWN));
  }

  private static void assertNotHandled(Optional<HandleOutcome> outcome) {
    outcome.ifPresent(
        answer ->
            assertThat(answer.kind())
                .as("the outcome without the gateway's answer: %s", answer)
                .isEqualTo(HandleOutcome.Kind.RETRY));
  }
}
