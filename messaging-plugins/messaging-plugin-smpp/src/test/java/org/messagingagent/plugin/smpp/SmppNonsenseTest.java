package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;

/** An SMSC that answers nonsense, slowly or never: nothing hangs, and nothing is sent twice. */
class SmppNonsenseTest {

  private static final int SUBMIT_RESP = 0x80000004;
  private static final int NACK = 0x80000000;

  @TempDir private Path directory;

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of("text", "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1)),
        Arguments.of("a length of zero", RawSmsc.pdu(0, SUBMIT_RESP, 0, 0, "1\0")),
        Arguments.of("a negative length", RawSmsc.pdu(-1, SUBMIT_RESP, 0, 0, "1\0")),
        Arguments.of("a huge length", RawSmsc.pdu(0x7FFFFFFF, SUBMIT_RESP, 0, 0, "1\0")),
        Arguments.of("half of an answer", RawSmsc.pdu(60, SUBMIT_RESP, 0, 0, "1\0")),
        Arguments.of("an id that does not end", RawSmsc.pdu(20, SUBMIT_RESP, 0, 0, "1234")),
        Arguments.of(
            "an id that is too long", RawSmsc.pdu(117, SUBMIT_RESP, 0, 0, "1".repeat(100) + "\0")),
        Arguments.of("another command", RawSmsc.pdu(18, 0x80000777, 0, 0, "1\0")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void nonsenseLeavesTheOutcomeUnknown(String name, byte[] answer) throws Exception {
    try (RawSmsc smsc = RawSmsc.answersSubmitsWith(answer);
        Subject subject = Subject.open(directory, smsc.port(), "response-timeout", "500ms")) {
      SendOutcome outcome = Subject.ended(subject.start(() -> subject.send("Hello")));
      assertThat(outcome.kind()).as(outcome.toString()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      assertThat(outcome.description()).isNotBlank();
    }
  }

  @Test
  void aMessageWithoutAnIdIsSent() throws Exception {
    for (String body : new String[] {"", "\0", "\u0001\u0002\0"}) {
      byte[] answer = RawSmsc.pdu(16 + body.length(), SUBMIT_RESP, 0, 0, body);
      try (RawSmsc smsc = RawSmsc.answersSubmitsWith(answer);
          Subject subject = Subject.open(directory, smsc.port())) {
        SendOutcome outcome = subject.send("Hello");
        assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.SENT);
        assertThat(outcome.externalIds()).isEmpty();
      }
    }
  }

  @Test
  void aGenericNackRefuses() throws Exception {
    try (RawSmsc smsc = RawSmsc.answersSubmitsWith(RawSmsc.pdu(16, NACK, 0x02, 0, ""));
        Subject subject = Subject.open(directory, smsc.port())) {
      SendOutcome outcome = subject.send("Hello");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.REJECTED);
      assertThat(outcome.description()).contains("ESME_RINVCMDLEN");
    }
  }

  @Test
  void aStatusThatNobodyKnowsRefuses() throws Exception {
    try (RawSmsc smsc = RawSmsc.answersSubmitsWith(RawSmsc.pdu(16, SUBMIT_RESP, 0x444, 0, ""));
        Subject subject = Subject.open(directory, smsc.port(), "retry-statuses", "08, 0x500")) {
      SendOutcome outcome = subject.send("Hello");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.REJECTED);
      assertThat(outcome.description()).contains("0x00000444");
    }
  }

  @Test
  void aStatusThatTheOperatorNamesIsTriedAgain() throws Exception {
    try (RawSmsc smsc = RawSmsc.answersSubmitsWith(RawSmsc.pdu(16, SUBMIT_RESP, 0x444, 0, ""));
        Subject subject = Subject.open(directory, smsc.port(), "retry-statuses", "08, 0x444")) {
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.RETRY);
    }
  }

  @Test
  void aBindThatIsNotAnswered() throws Exception {
    try (RawSmsc smsc = RawSmsc.silent();
        Subject subject =
            Subject.open(
                directory, smsc.port(), "connect-timeout", "200ms", "send-wait", "500ms")) {
      SendOutcome outcome = subject.send("Hello");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.RETRY);
      assertThat(outcome.description()).contains("did not answer the bind");
      assertThat(subject.channel.health().status()).isEqualTo(Health.Status.DOWN);
    }
  }

  @Test
  void closesWhileASubmitIsNotAnswered() throws Exception {
    try (RawSmsc smsc = RawSmsc.bindsAndIsSilent()) {
      Subject subject = Subject.open(directory, smsc.port(), "response-timeout", "1h");
      var sending = subject.start(() -> subject.channel.send(subject.message("Hello")));
      assertThat(Subject.becomes(() -> subject.context.metrics().value("submits.waiting") == 1))
          .isTrue();
      subject.channel.close();
      assertThat(Subject.ended(sending).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      subject.close();
    }
  }
}
