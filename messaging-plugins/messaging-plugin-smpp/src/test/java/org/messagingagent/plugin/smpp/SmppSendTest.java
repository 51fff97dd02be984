package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.SubmitSm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;

class SmppSendTest {

  private static final String GSM = "Hei på deg {€} [æøå] ^~|\\ ΔΩ\n";
  private static final String LATIN = "Ça va à São Paulo? ½";
  private static final String OTHER = "日本語 Привет \uD83D\uDE00";

  @TempDir private Path directory;
  private final TestSmsc smsc = TestSmsc.start();

  @AfterEach
  void stop() {
    smsc.close();
  }

  @Test
  void sendsOneMessage() throws Exception {
    try (Subject subject =
        Subject.open(directory, smsc.port(), "priority", "2", "validity", "2d")) {
      SendOutcome outcome = subject.send("Hello");
      TestSmsc.Submitted submitted = smsc.awaitSubmit();
      SubmitSm pdu = submitted.pdu();
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(outcome.externalIds()).containsExactly(Long.toString(submitted.number()));
      assertThat(outcome.sessionKey()).contains("sms:2000:+4712345678");
      assertThat(pdu.getDestAddress()).isEqualTo("4712345678");
      assertThat(pdu.getDestAddrTon()).isEqualTo((byte) 1);
      assertThat(pdu.getDestAddrNpi()).isEqualTo((byte) 1);
      assertThat(pdu.getSourceAddr()).isEqualTo("2000");
      assertThat(pdu.getSourceAddrTon()).isEqualTo((byte) 3);
      assertThat(pdu.getRegisteredDelivery()).isEqualTo((byte) 1);
      assertThat(pdu.getPriorityFlag()).isEqualTo((byte) 2);
      assertThat(pdu.getValidityPeriod()).isEqualTo("000002000000000R");
      assertThat(pdu.getShortMessage()).asString(ISO_8859_1).isEqualTo("Hello");
    }
  }

  @Test
  void choosesTheAlphabetByTheContent() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      subject.send(GSM);
      SubmitSm gsm = smsc.awaitSubmit().pdu();
      assertThat(gsm.getDataCoding()).isZero();
      assertThat(Gsm7.decode(gsm.getShortMessage())).isEqualTo(GSM);
      subject.send(LATIN);
      SubmitSm latin = smsc.awaitSubmit().pdu();
      assertThat(latin.getDataCoding()).isEqualTo((byte) 3);
      assertThat(latin.getShortMessage()).asString(ISO_8859_1).isEqualTo(LATIN);
      subject.send(OTHER);
      SubmitSm other = smsc.awaitSubmit().pdu();
      assertThat(other.getDataCoding()).isEqualTo((byte) 8);
      assertThat(other.getShortMessage()).asString(UTF_16BE).isEqualTo(OTHER);
    }
  }

  @Test
  void keepsToTheAlphabetsThatAreAllowed() throws Exception {
    try (Subject subject =
        Subject.open(directory, smsc.port(), "charsets", "latin1", "data-coding.latin1", "0")) {
      assertThat(subject.send(LATIN).kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(smsc.awaitSubmit().pdu().getDataCoding()).isZero();
      SendOutcome outcome = subject.send(OTHER);
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.REJECTED);
      assertThat(outcome.description()).contains("latin1").doesNotContain("日");
    }
  }

  @Test
  void sendsLongMessagesInPartsWithAHeader() throws Exception {
    String text = "abcdefghi€".repeat(40);
    try (Subject subject = Subject.open(directory, smsc.port())) {
      SendOutcome outcome = subject.send(text);
      List<SubmitSm> parts = submits(3);
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(outcome.externalIds()).hasSize(3).doesNotHaveDuplicates();
      StringBuilder joined = new StringBuilder();
      for (int i = 0; i < parts.size(); i++) {
        byte[] octets = parts.get(i).getShortMessage();
        assertThat(parts.get(i).isUdhi()).isTrue();
        ConcatHeader header = ConcatHeader.read(octets).orElseThrow();
        assertThat(header.total()).isEqualTo(3);
        assertThat(header.number()).isEqualTo(i + 1);
        assertThat(header.reference())
            .isEqualTo(ConcatHeader.read(parts.get(0).getShortMessage()).orElseThrow().reference());
        assertThat(octets.length).isLessThanOrEqualTo(159);
        joined.append(Gsm7.decode(java.util.Arrays.copyOfRange(octets, 6, octets.length)));
      }
      assertThat(joined).hasToString(text);
    }
  }

  @Test
  void sendsLongMessagesInPartsWithSarParameters() throws Exception {
    String text = "日本\uD83D\uDE00".repeat(40);
    try (Subject subject = Subject.open(directory, smsc.port(), "long-messages", "sar")) {
      subject.send(text);
      List<SubmitSm> parts = submits(3);
      StringBuilder joined = new StringBuilder();
      for (int i = 0; i < parts.size(); i++) {
        SubmitSm pdu = parts.get(i);
        assertThat(pdu.isUdhi()).isFalse();
        assertThat(pdu.getOptionalParameter(OptionalParameter.Sar_segment_seqnum.class).getValue())
            .isEqualTo((byte) (i + 1));
        assertThat(pdu.getOptionalParameter(OptionalParameter.Sar_total_segments.class).getValue())
            .isEqualTo((byte) 3);
        assertThat(pdu.getShortMessage().length).isLessThanOrEqualTo(134);
        joined.append(new String(pdu.getShortMessage(), UTF_16BE));
      }
      assertThat(joined).hasToString(text);
    }
  }

  @Test
  void sendsLongMessagesWholeAsPayload() throws Exception {
    String text = "x".repeat(500);
    try (Subject subject = Subject.open(directory, smsc.port(), "long-messages", "payload")) {
      assertThat(subject.send(text).externalIds()).hasSize(1);
      SubmitSm pdu = smsc.awaitSubmit().pdu();
      assertThat(pdu.getShortMessage()).isEmpty();
      assertThat(pdu.getOptionalParameter(OptionalParameter.Message_payload.class).getValue())
          .asString(ISO_8859_1)
          .isEqualTo(text);
    }
  }

  @Test
  void rejectsWhatCannotBeSent() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port(), "max-parts", "2")) {
      assertRejected(subject.send("x".repeat(307)), "needs 3 short messages");
      assertRejected(
          subject.send(subject.message("2000", Subject.TO, "x".repeat(161), "sms/160")), "sms/160");
      assertRejected(subject.send(subject.message("2000", "", "Hello", "")), "To is empty");
      assertRejected(subject.send(subject.message("2000", "bob", "Hello", "")), "bob");
      assertRejected(
          subject.send(subject.message("A name too long", Subject.TO, "Hello", "")), "11");
      assertRejected(subject.send("half \uD83D of a pair"), "cannot be written");
      assertThat(smsc.submitted()).isEmpty();
    }
  }

  @Test
  void takesOneMessageOf160CharactersAndOf70() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      for (String text : List.of("x".repeat(160), "日".repeat(70), "ç".repeat(140))) {
        assertThat(
                subject
                    .send(subject.message("2000", Subject.TO, text, SmppPlugin.ONE_MESSAGE))
                    .kind())
            .isEqualTo(SendOutcome.Kind.SENT);
      }
      assertThat(smsc.submitted()).hasSize(3);
    }
  }

  @Test
  void givesBackWhatIsThrottled() throws Exception {
    for (int status : new int[] {0x58, 0x14}) {
      smsc.next(new SmscAnswer.Refuse(status));
      try (Subject subject = Subject.open(directory, smsc.port(), "throttle-pause", "1m")) {
        SendOutcome outcome = subject.send("Hello");
        assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.RETRY);
        assertThat(outcome.retryAfter()).get().matches(after -> after.toSeconds() >= 50);
        assertThat(subject.channel.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(smsc.submitted()).isEmpty();
      }
    }
  }

  @Test
  void sendsTheRestOfAMessageAgainWhosePartWasThrottled() throws Exception {
    smsc.next(new SmscAnswer.Take(), new SmscAnswer.Refuse(0x58));
    try (Subject subject = Subject.open(directory, smsc.port(), "window", "1")) {
      SendOutcome outcome = subject.send("x".repeat(400));
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(outcome.externalIds()).hasSize(3);
      assertThat(
              smsc.submitted().stream()
                  .map(each -> ConcatHeader.read(each.pdu().getShortMessage()).orElseThrow())
                  .map(ConcatHeader::number))
          .containsExactlyInAnyOrder(1, 2, 3);
    }
  }

  @Test
  void rejectsWhatTheSmscRefuses() throws Exception {
    smsc.otherwise(new SmscAnswer.Refuse(0x0B));
    try (Subject subject = Subject.open(directory, smsc.port())) {
      assertRejected(subject.send("Hello"), "ESME_RINVDSTADR");
      assertRejected(subject.send("x".repeat(400)), "part 1 of 3");
    }
  }

  @Test
  void bindsAnewWhereTheSmscSaysThatItIsNotBound() throws Exception {
    smsc.next(new SmscAnswer.Refuse(0x04));
    try (Subject subject = Subject.open(directory, smsc.port())) {
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.RETRY);
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(smsc.binds()).hasSize(2);
    }
  }

  @Test
  void saysWhenOnlySomePartsWereTaken() throws Exception {
    smsc.next(new SmscAnswer.Take(), new SmscAnswer.Refuse(0x45));
    try (Subject subject = Subject.open(directory, smsc.port(), "window", "1")) {
      assertRejected(subject.send("x".repeat(400)), "of 3 parts were taken");
    }
  }

  @Test
  void doesNotKnowWhatBecameOfASubmitWithoutAnAnswer() throws Exception {
    smsc.otherwise(new SmscAnswer.Never());
    try (Subject subject = Subject.open(directory, smsc.port(), "response-timeout", "200ms")) {
      SendOutcome outcome = subject.send("Hello");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      assertThat(outcome.description()).contains("200 ms");
      assertThat(smsc.submitted()).hasSize(1);
    }
  }

  @Test
  void doesNotKnowWhatBecameOfASubmitWhoseConnectionWasLost() throws Exception {
    smsc.next(new SmscAnswer.Drop());
    try (Subject subject = Subject.open(directory, smsc.port())) {
      long start = System.nanoTime();
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(subject.send("Hello again").kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(smsc.submitted()).hasSize(2);
    }
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    smsc.otherwise(new SmscAnswer.Never());
    try (Subject subject = Subject.open(directory, smsc.port())) {
      Future<Boolean> interrupted =
          subject.start(
              () -> {
                Thread sender = Thread.currentThread();
                Future<?> interruption =
                    subject.start(
                        () -> {
                          smsc.awaitSubmit();
                          sender.interrupt();
                          return true;
                        });
                SendOutcome outcome = subject.send("Hello");
                boolean flag = Thread.interrupted();
                Subject.ended(interruption);
                return flag && outcome.kind() == SendOutcome.Kind.UNKNOWN;
              });
      assertThat(Subject.ended(interrupted)).isTrue();
    }
  }

  @Test
  void givesBackWhatCannotBeSentWhileTheSmscIsAway() throws Exception {
    smsc.goAway();
    try (Subject subject = Subject.open(directory, smsc.port(), "send-wait", "200ms")) {
      SendOutcome outcome = subject.send("Hello");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.RETRY);
      assertThat(outcome.description()).contains("cannot be reached");
      assertThat(subject.channel.health().status()).isEqualTo(Health.Status.DOWN);
      smsc.comeBack();
      assertThat(Subject.becomes(() -> subject.channel.health().status() == Health.Status.UP))
          .isTrue();
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
    }
  }

  @Test
  void saysWhyThereIsNoBind() throws Exception {
    smsc.refuseBinds(0x0E);
    try (Subject subject = Subject.open(directory, smsc.port(), "send-wait", "300ms")) {
      SendOutcome outcome = subject.send("Hello");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.RETRY);
      assertThat(outcome.description()).contains("ESME_RINVPASWD").doesNotContain("secret");
      smsc.refuseBinds(0);
      assertThat(Subject.becomes(() -> subject.channel.health().status() == Health.Status.UP))
          .isTrue();
    }
  }

  @Test
  void bindsAgainWhenTheSmscUnbinds() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port())) {
      smsc.awaitBind();
      smsc.unbindAll();
      assertThat(Subject.becomes(() -> smsc.binds().size() > 1)).isTrue();
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
    }
  }

  @ParameterizedTest
  @EnumSource(BindSetting.class)
  void bindsAsTheOperatorSays(BindSetting setting) throws Exception {
    try (Subject subject =
        Subject.open(directory, smsc.port(), "bind-type", setting.value, "send-wait", "300ms")) {
      assertThat(Subject.becomes(() -> subject.channel.health().status() == Health.Status.UP))
          .isTrue();
      assertThat(smsc.binds().stream().map(bind -> bind.getBindType().name()))
          .containsExactlyInAnyOrderElementsOf(setting.binds);
      assertThat(subject.send("Hello").kind())
          .isEqualTo(
              setting == BindSetting.RECEIVER ? SendOutcome.Kind.RETRY : SendOutcome.Kind.SENT);
    }
  }

  @Test
  void keepsToTheWindow() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    smsc.otherwise(new SmscAnswer.TakeLate(release));
    try (Subject subject =
        Subject.open(directory, smsc.port(), "window", "3", "send-wait", "700ms")) {
      List<Future<SendOutcome>> sending = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        sending.add(subject.start(() -> subject.send("Hello")));
      }
      for (int i = 0; i < 3; i++) {
        smsc.awaitSubmit();
      }
      assertThat(smsc.pollSubmit(Duration.ofMillis(300))).isEmpty();
      assertThat(Subject.becomes(() -> sending.stream().filter(Future::isDone).count() == 2))
          .isTrue();
      release.countDown();
      List<SendOutcome.Kind> kinds = new ArrayList<>();
      for (Future<SendOutcome> each : sending) {
        kinds.add(Subject.ended(each).kind());
      }
      assertThat(kinds)
          .containsExactlyInAnyOrder(
              SendOutcome.Kind.SENT,
              SendOutcome.Kind.SENT,
              SendOutcome.Kind.SENT,
              SendOutcome.Kind.RETRY,
              SendOutcome.Kind.RETRY);
    }
  }

  @Test
  void keepsToTheRate() throws Exception {
    try (Subject subject = Subject.open(directory, smsc.port(), "rate", "20")) {
      subject.send("The first");
      long start = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(440));
    }
  }

  @Test
  void noticesASmscThatIsThereNoMore() throws Exception {
    try (RawSmsc silent = RawSmsc.bindsAndIsSilent();
        Subject subject =
            Subject.open(
                directory, silent.port(), "enquire-link", "100ms", "response-timeout", "300ms")) {
      assertThat(Subject.becomes(() -> silent.connections() > 1)).isTrue();
      assertThat(silent.sawEnquireLink()).isTrue();
      assertThat(Subject.becomes(() -> subject.context.metrics().count("binds") > 1)).isTrue();
    }
  }

  private List<SubmitSm> submits(int number) throws InterruptedException {
    List<SubmitSm> pdus = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      pdus.add(smsc.awaitSubmit().pdu());
    }
    pdus.sort(java.util.Comparator.comparingInt(SmppSendTest::numberOf));
    return pdus;
  }

  private static int numberOf(SubmitSm pdu) {
    return pdu.isUdhi()
        ? ConcatHeader.read(pdu.getShortMessage()).orElseThrow().number()
        : pdu.getOptionalParameter(OptionalParameter.Sar_segment_seqnum.class).getValue();
  }

  private static void assertRejected(SendOutcome outcome, String reason) {
    assertThat(outcome.kind()).as(outcome.description()).isEqualTo(SendOutcome.Kind.REJECTED);
    assertThat(outcome.description()).contains(reason);
  }

  private enum BindSetting {
    TRANSCEIVER("transceiver", List.of("BIND_TRX")),
    TRANSMITTER("transmitter", List.of("BIND_TX")),
    RECEIVER("receiver", List.of("BIND_RX")),
    PAIR("pair", List.of("BIND_TX", "BIND_RX"));

    private final String value;
    private final List<String> binds;

    BindSetting(String value, List<String> binds) {
      this.value = value;
      this.binds = binds;
    }
  }
}
