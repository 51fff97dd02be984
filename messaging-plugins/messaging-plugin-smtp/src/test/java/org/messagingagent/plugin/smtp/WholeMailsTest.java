package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeMailsTest {

  private static final String SIGNED =
      """
      DKIM-Signature: v=1; a=rsa-sha256; d=example.org;
       h=from:to:subject; b=abc
      From: Us <us@example.org>
      To: one@example.org, two@example.org
      Cc: three@example.org
      Subject: Hello
      MIME-Version: 1.0
      Content-Type: text/plain

      .Body: is no header
      """;

  private final MessageIds ids = Composers.ids();
  private final Composer composer = Composers.with(ids);

  private Mail compose(String from, String content, String session) throws UnsendableException {
    return composer.compose(
        Opened.message(5, from, "ola@example.org", content, "smtp/rfc822", session),
        CallOptions.NONE);
  }

  private Mail compose(String content) throws UnsendableException {
    return compose("", content, "");
  }

  @Test
  void theHeaderIsKeptAndNamesNoReceiver() throws Exception {
    Mail mail = compose(SIGNED);
    assertThat(mail.recipient().addrSpec()).isEqualTo("ola@example.org");
    assertThat(mail.sender().addrSpec()).isEqualTo("us@example.org");
    String text = new String(mail.bytes());
    assertThat(text).endsWith(SIGNED.replace("\n", "\r\n"));
    assertThat(ReadMail.of(mail.bytes()).names())
        .startsWith("Message-ID", "Date", "DKIM-Signature", "From", "To", "Cc");
  }

  @Test
  void theIdOfTheMailIsKept() throws Exception {
    Mail mail = compose("Message-ID: <mine.1@example.org>\n" + SIGNED);
    assertThat(mail.id()).isEqualTo("mine.1@example.org");
    assertThat(mail.newSession()).contains("mine.1@example.org");
    ReadMail read = ReadMail.of(mail.bytes());
    assertThat(read.value("Message-ID")).isEqualTo("<mine.1@example.org>");
    assertThat(ids.proven("mine.1@example.org", read.value("X-Messaging-Proof"))).isPresent();
    assertThat(ids.proven("mine.2@example.org", read.value("X-Messaging-Proof"))).isEmpty();
  }

  @Test
  void whatOthersMustNotSeeIsTakenOut() throws Exception {
    Mail mail =
        compose(
            "bcc: hidden-one@example.org\nResent-Bcc: hidden-two@example.org\nReturn-Path: <hidden-three@example.org>\n"
                + "X-Messaging-Proof: 1.forged\n"
                + SIGNED);
    assertThat(new String(mail.bytes())).doesNotContain("hidden-", "forged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From",
        "To",
        "Cc",
        "Subject",
        "Date",
        "Message-ID",
        "Reply-To",
        "Sender",
        "References",
        "In-Reply-To",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding"
      })
  void aFieldThatMayBeThereOnceIsNotTakenTwice(String name) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> compose(name + ": a\n" + name.toUpperCase() + ": b\nX: y\n\nHi"))
        .withMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello",
        "From someone Mon Jan 1\nSubject: x\n\nHi",
        "Subject : x\n\nHi",
        " folded: from nothing\n\nHi",
        ": x\n\nHi",
        "Bl\u00E5: x\n\nHi",
        "From: us@example.org\nX: a\u0007b\n\nHi",
        "From: us@example.org\n\nNUL \u0000",
        "From: us@example.org\n\nhalf \uD83D",
        "From: us@example.org\nMessage-ID: none\n\nHi",
        "From: us@example.org\nMessage-ID: <a@b> <c@d>\n\nHi",
        "From: us@example.org\nMessage-ID: <a b@c>\n\nHi",
        "From: nobody\n\nHi",
        "From: \n\nHi",
        "Subject: no sender\n\nHi",
      })
  void whatIsNoMailIsRefused(String content) {
    assertThatExceptionOfType(UnsendableException.class).isThrownBy(() -> compose(content));
  }

  @Test
  void linesThatAreTooLongAreRefused() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> compose("From: us@example.org\n\n" + "x".repeat(999)))
        .withMessageContaining("998");
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> compose("From: us@example.org\n" + "X: y\n".repeat(1_001) + "\nHi"))
        .withMessageContaining("1000");
  }

  @Test
  void loneLineEndsBecomeWholeOnes() throws Exception {
    Mail mail = compose("From: us@example.org\rBcc: hidden@example.org\r\rone\n.\rtwo");
    ReadMail read = ReadMail.of(mail.bytes());
    assertThat(read.names()).doesNotContain("Bcc");
    assertThat(read.body()).isEqualTo("one\r\n.\r\ntwo\r\n");
  }

  @Test
  void whatGoesBeyondAsciiIsKnown() throws Exception {
    assertThat(compose("From: us@example.org\n\nblåbær").eightBit()).isTrue();
    assertThat(compose("From: us@example.org\n\nblåbær").utf8()).isFalse();
    assertThat(compose("From: us@example.org\nSubject: blåbær\n\nHi").utf8()).isTrue();
    assertThat(compose(SIGNED).eightBit()).isFalse();
  }

  @Test
  void aSessionIsAddedWhereTheMailIsInNoThread() throws Exception {
    ReadMail read = ReadMail.of(compose("", SIGNED, "order-42").bytes());
    String reference = MessageIds.bracketed(read.value("References")).get(0);
    assertThat(ids.session(reference)).contains("order-42");
    ReadMail threaded =
        ReadMail.of(compose("", "References: <a@b>\n" + SIGNED, "order-42").bytes());
    assertThat(threaded.value("References")).isEqualTo("<a@b>");
    assertThat(threaded.names()).doesNotContain("In-Reply-To");
  }

  @Test
  void theThreadOfTheMailIsItsSession() throws Exception {
    assertThat(compose("References: <root@b> <next@b>\n" + SIGNED).newSession()).contains("root@b");
    assertThat(compose("In-Reply-To: <root@b>\n" + SIGNED).newSession()).contains("root@b");
    Mail first = compose(SIGNED);
    assertThat(first.newSession()).contains(first.id());
  }

  @Test
  void theMessagesSenderGoesBeforeTheHeaders() throws Exception {
    assertThat(compose("other@example.org", SIGNED, "").sender().addrSpec())
        .isEqualTo("other@example.org");
    Mail mail = compose("other@example.org", "Subject: x\n\nHi", "");
    assertThat(ReadMail.of(mail.bytes()).value("From")).isEqualTo("other@example.org");
  }

  @Test
  void itTakesNoConfiguration() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(
            () ->
                composer.compose(
                    Opened.message(1, "", "ola@example.org", SIGNED, "smtp/rfc822", ""),
                    CallOptions.of(Map.of("subject", "x"))));
  }
}
