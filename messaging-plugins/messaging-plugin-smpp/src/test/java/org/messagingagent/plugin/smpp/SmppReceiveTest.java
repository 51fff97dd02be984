package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.OptionalParameters;
import org.jsmpp.session.SMPPServerSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SubmissionException;

class SmppReceiveTest {

  private static final byte NONE = 0;
  private static final byte HEADER = 0x40;
  private static final String FROM = "4799999999";

  @TempDir private Path directory;
  private final TestSmsc smsc = TestSmsc.start();

  @AfterEach
  void stop() {
    smsc.close();
  }

  @Test
  void submitsWhatComesIn() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      assertThat(deliver(NONE, 0, Gsm7.encode("Hei {€}").orElseThrow())).isZero();
      assertThat(deliver(NONE, 3, "Ça va".getBytes(ISO_8859_1))).isZero();
      assertThat(deliver(NONE, 8, "日本 \uD83D\uDE00".getBytes(UTF_16BE))).isZero();
      assertThat(deliver(NONE, 1, "ASCII".getBytes(US_ASCII))).isZero();
      assertThat(deliver(NONE, 0xF1, Gsm7.encode("Æ").orElseThrow())).isZero();
      List<ReceivedMessage> messages = subject.context.submitted();
      assertThat(messages.stream().map(ReceivedMessage::content))
          .containsExactly("Hei {€}", "Ça va", "日本 \uD83D\uDE00", "ASCII", "Æ");
      ReceivedMessage first = messages.get(0);
      assertThat(first.from()).isEqualTo("+" + FROM);
      assertThat(first.to()).isEqualTo("2000");
      assertThat(first.handler()).contains("crm");
      assertThat(first.format()).isEqualTo("sms/text");
      assertThat(first.sessionKey()).contains("sms:2000:+" + FROM);
      assertThat(first.gatewayId()).isPresent();
    }
  }

  @Test
  void joinsPartsWithEitherHeaderAndWithSarParameters() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      byte[] one = Gsm7.encode("one ").orElseThrow();
      byte[] two = Gsm7.encode("two").orElseThrow();
      deliver(HEADER, 0, ConcatHeader.before(two, 9, 2, 2));
      deliver(HEADER, 0, ConcatHeader.before(one, 9, 2, 1));
      deliver(HEADER, 0, wide(one, 1));
      deliver(HEADER, 0, wide(two, 2));
      for (int i = 2; i >= 1; i--) {
        deliver(
            NONE,
            0,
            i == 1 ? one : two,
            OptionalParameters.newSarMsgRefNum((short) 1000),
            OptionalParameters.newSarTotalSegments((byte) 2),
            OptionalParameters.newSarSegmentSeqnum((byte) i));
      }
      deliver(NONE, 0, new byte[0], new OptionalParameter.Message_payload(one));
      assertThat(subject.context.submitted().stream().map(ReceivedMessage::content))
          .containsExactly("one two", "one two", "one two", "one ");
    }
  }

  @Test
  void asksForItAgainWhereItIsNotTaken() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      subject.context.refuseSubmissions("the disk is full", true);
      assertThat(deliver(NONE, 0, "Hello".getBytes(US_ASCII))).isEqualTo(0x64);
      subject.context.takeSubmissions();
      assertThat(deliver(NONE, 0, "Hello".getBytes(US_ASCII))).isZero();
      assertThat(subject.context.submitted()).hasSize(1);
      subject.context.refuseSubmissions("the handler takes no such thing", false);
      assertThat(deliver(NONE, 0, "Hello".getBytes(US_ASCII))).isEqualTo(0x65);
      subject.context.store().breakWith(new SubmissionException("the disk is full", true));
      assertThat(deliver(NONE, 0, "Hello".getBytes(US_ASCII))).isEqualTo(0x64);
    }
  }

  @Test
  void refusesWhatIsNoText() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      assertThat(deliver(NONE, 4, new byte[] {1, 2, 3})).isEqualTo(0x104);
      assertThat(deliver(HEADER, 0, new byte[] {99, 2, 3})).isEqualTo(0x104);
      assertThat(subject.context.submitted()).isEmpty();
    }
  }

  @Test
  void refusesMessagesThatNobodyHandles() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port(), "incoming.handler", " ")) {
      assertThat(deliver(NONE, 0, "Hello".getBytes(US_ASCII))).isEqualTo(0x65);
      assertThat(subject.context.submitted()).isEmpty();
    }
  }

  @Test
  void twoMessagesMayHaveOneText() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      deliver(NONE, 0, "Yes".getBytes(US_ASCII));
      deliver(NONE, 0, "Yes".getBytes(US_ASCII));
      assertThat(subject.context.submitted()).hasSize(2);
    }
  }

  @Test
  void knowsAMessageAgainWhoseAnswerWasLost() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      deliver(NONE, 0, "Yes".getBytes(US_ASCII));
      reconnect();
      deliver(NONE, 0, "Yes".getBytes(US_ASCII));
      assertThat(subject.context.submitted()).hasSize(1);
      assertThat(subject.context.metrics().count("incoming.repeats")).isEqualTo(1);
    }
    try (Subject restarted = Subject.open(directory, smsc.port(), "incoming.repeat-window", "0s")) {
      deliver(NONE, 0, "Yes".getBytes(US_ASCII));
      reconnect();
      deliver(NONE, 0, "Yes".getBytes(US_ASCII));
      assertThat(restarted.context.submitted()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void receiptsReachTheirMessages(TestSmsc.Ids ids) throws Exception {
    for (TestSmsc.Receipts when :
        List.of(
            TestSmsc.Receipts.EARLY, TestSmsc.Receipts.AFTER, TestSmsc.Receipts.MIXED_AND_TWICE)) {
      smsc.receipts(when, ids);
      try (Subject subject =
          Subject.open(
              directory.resolve("."),
              smsc.port(),
              // Where nothing was sent before, what comes early tells nothing of ids.
              "receipt-ids",
              when == TestSmsc.Receipts.EARLY ? explicit(ids) : "auto")) {
        subject.send("One part");
        int one = subject.lastId();
        subject.send("Three parts, ".repeat(30));
        int three = subject.lastId();
        assertThat(subject.server.await(one, ServerModel.RECEIVED)).as("%s %s", when, ids).isTrue();
        assertThat(subject.server.await(three, ServerModel.RECEIVED))
            .as("%s %s", when, ids)
            .isTrue();
      }
    }
  }

  @Test
  void failuresReachTheirMessages() throws Exception {
    smsc.receipts(TestSmsc.Receipts.AFTER, TestSmsc.Ids.SAME);
    smsc.state("UNDELIV");
    try (Subject subject = Subject.open(directory, smsc.port())) {
      subject.send("One part");
      assertThat(subject.server.await(subject.lastId(), ServerModel.DELIVERY_ERROR)).isTrue();
      assertThat(subject.context.reported().get(0).description()).isEqualTo("UNDELIV, error 045");
    }
  }

  @Test
  void receiptsAreConfirmedWhenTheyAreOnDisk() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      subject.send("Hello");
      long number = smsc.awaitSubmit().number();
      subject.context.refuseSubmissions("the disk is full", true);
      Future<?> bringing =
          subject.start(
              () -> {
                smsc.receipt(number, "DELIVRD");
                return true;
              });
      assertThat(Subject.becomes(() -> smsc.broughtAgain() > 2)).isTrue();
      assertThat(bringing.isDone()).isFalse();
      subject.context.takeSubmissions();
      Subject.ended(bringing);
      assertThat(subject.server.await(subject.lastId(), ServerModel.RECEIVED)).isTrue();
    }
  }

  private void reconnect() throws Exception {
    SMPPServerSession before = smsc.awaitBind();
    smsc.dropBinds();
    assertThat(Subject.becomes(() -> isAnother(before))).isTrue();
  }

  private boolean isAnother(SMPPServerSession before) {
    try {
      return smsc.awaitBind() != before;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String explicit(TestSmsc.Ids ids) {
    return switch (ids) {
      case SAME -> "same";
      case RECEIPTS_IN_DECIMAL -> "decimal";
      case RECEIPTS_IN_HEXADECIMAL -> "hexadecimal";
    };
  }

  private int deliver(byte esmClass, int dataCoding, byte[] octets, OptionalParameter... options)
      throws Exception {
    return smsc.deliver(FROM, "2000", esmClass, (byte) dataCoding, octets, options);
  }

  private static byte[] wide(byte[] text, int number) {
    byte[] octets = new byte[text.length + 7];
    octets[0] = 6;
    octets[1] = 8;
    octets[2] = 4;
    octets[3] = 0x12;
    octets[4] = 0x34;
    octets[5] = 2;
    octets[6] = (byte) number;
    System.arraycopy(text, 0, octets, 7, text.length);
    return octets;
  }
}
