package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.OutgoingMessage;

class TextMailsTest {

  private final MessageIds ids = Composers.ids();
  private final Composer composer = Composers.with(ids);

  private Mail compose(OutgoingMessage message) throws UnsendableException {
    return composer.compose(message, CallOptions.NONE);
  }

  private static MimeMessage parsed(Mail mail) throws Exception {
    return new MimeMessage(
        Session.getInstance(new Properties()), new ByteArrayInputStream(mail.bytes()));
  }

  @Test
  void aPlainTextHasAllThatAMailNeeds() throws Exception {
    Mail mail = compose(Opened.message(7, "Hello\nyou"));
    ReadMail read = ReadMail.of(mail.bytes());
    assertThat(read.names())
        .containsExactly(
            "Date",
            "From",
            "To",
            "Subject",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");
    assertThat(read.value("Date")).isEqualTo("Fri, 2 Jan 2026 03:04:05 +0000");
    assertThat(read.value("From")).isEqualTo("agent@example.org");
    assertThat(read.value("To")).isEqualTo("ola@example.org");
    assertThat(read.value("Subject")).isEqualTo("Message");
    assertThat(read.value("Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(read.value("Content-Type")).isEqualTo("text/plain; charset=us-ascii");
    assertThat(read.body()).isEqualTo("Hello\r\nyou\r\n");
    assertThat(mail.sender().addrSpec()).isEqualTo("agent@example.org");
    assertThat(mail.recipient().addrSpec()).isEqualTo("ola@example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "Blåbær og rømme",
        "日本語のメール",
        "\uD83D\uDE00 smile",
        "tab\there",
        ".\r\n..\r\n.hidden",
        "From here\nFrom there",
        "trailing space \nand = sign",
        "bell \u0007 and NUL \u0000",
        "Subject: no\r\n\r\nBcc: nobody@example.org"
      })
  void anyTextArrivesAsItWas(String content) throws Exception {
    String wanted = content.replace("\r\n", "\n").replace("\n", "\r\n");
    MimeMessage read = parsed(compose(Opened.message(1, content)));
    String text = (String) read.getContent();
    assertThat(text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text)
        .isEqualTo(wanted);
    assertThat(read.getHeader("Bcc")).isNull();
  }

  @Test
  void longLinesAreEncoded() throws Exception {
    Mail mail = compose(Opened.message(1, "x".repeat(5_000)));
    assertThat(Lines.longest(mail.bytes())).isLessThanOrEqualTo(78);
    assertThat(((String) parsed(mail).getContent()).strip()).isEqualTo("x".repeat(5_000));
  }

  @Test
  void aPageHasItsTitleForASubject() throws Exception {
    OutgoingMessage message =
        Opened.message(
            1,
            "agent@example.org",
            "ola@example.org",
            "<html><head><TITLE>\n Blåbær &amp;\r\nBcc: x@example.org</TITLE></head>Hi</html>",
            "text/html",
            "");
    MimeMessage read = parsed(compose(message));
    assertThat(read.getSubject()).isEqualTo("Blåbær & Bcc: x@example.org");
    assertThat(read.getContentType()).startsWith("text/html");
    assertThat(read.getHeader("Bcc")).isNull();
  }

  @Test
  void aCallMayNameSubjectAndReplyTo() throws Exception {
    CallOptions options =
        CallOptions.of(Map.of("subject", "Møte", "reply-to", "Kari Ås <kari@example.org>"));
    MimeMessage read = parsed(composer.compose(Opened.message(1, "Hello"), options));
    assertThat(read.getSubject()).isEqualTo("Møte");
    InternetAddress replyTo = (InternetAddress) read.getReplyTo()[0];
    assertThat(replyTo.getAddress()).isEqualTo("kari@example.org");
    assertThat(replyTo.getPersonal()).isEqualTo("Kari Ås");
  }

  @Test
  void aCallMayNameNothingElse() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> CallOptions.of(Map.of("bcc", "x@example.org")));
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> CallOptions.of(Map.of("reply-to", "x@example.org, y@example.org")));
  }

  @Test
  void aSubjectWithALineBreakIsRefused() throws Exception {
    CallOptions options = CallOptions.of(Map.of("subject", "Hi\r\nBcc: x@example.org"));
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> composer.compose(Opened.message(1, "Hello"), options))
        .withMessageContaining("Subject");
  }

  @Test
  void aLongSubjectIsFoldedAndArrivesWhole() throws Exception {
    for (String subject : new String[] {"word ".repeat(60).strip(), "ord på ".repeat(40).strip()}) {
      Mail mail =
          composer.compose(Opened.message(1, "Hello"), CallOptions.of(Map.of("subject", subject)));
      assertThat(Lines.longest(mail.bytes())).isLessThanOrEqualTo(78);
      assertThat(parsed(mail).getSubject()).isEqualTo(subject);
    }
  }

  @Test
  void whatLooksLikeAnEncodedWordStaysAsItIs() throws Exception {
    String subject = "=?utf-8?B?SGVsbG8=?= really";
    Mail mail =
        composer.compose(Opened.message(1, "Hello"), CallOptions.of(Map.of("subject", subject)));
    assertThat(parsed(mail).getSubject()).isEqualTo(subject);
  }

  @Test
  void aSessionIsInTheHeaderAndComesBackFromIt() throws Exception {
    for (String key :
        new String[] {"order-42", "økt 1", "x".repeat(255), "日".repeat(255), "a\r\nb"}) {
      Mail mail =
          compose(
              Opened.message(
                  1, "agent@example.org", "ola@example.org", "Hello", "text/plain", key));
      assertThat(Lines.longest(mail.bytes())).isLessThanOrEqualTo(Lines.LONGEST);
      ReadMail read = ReadMail.of(mail.bytes());
      assertThat(read.value("References")).isEqualTo(read.value("In-Reply-To"));
      String reference = MessageIds.bracketed(read.value("References")).get(0);
      assertThat(ids.session(reference)).contains(key);
      assertThat(mail.newSession()).isEmpty();
    }
  }

  @Test
  void aSessionThatIsAMailsIdIsNamedAsIs() throws Exception {
    Mail mail =
        compose(
            Opened.message(
                1, "agent@example.org", "ola@example.org", "Hello", "", "abc.1@mail.example.com"));
    assertThat(ReadMail.of(mail.bytes()).value("References")).isEqualTo("<abc.1@mail.example.com>");
  }

  @Test
  void namesAndDomainsBeyondAsciiAreWrittenInAscii() throws Exception {
    Mail mail =
        compose(
            Opened.message(
                1,
                "\"Ås, Kari\" <agent@blåbær.example>",
                "Ola Nordmann <ola@bücher.example>",
                "Hello",
                "text/plain",
                ""));
    assertThat(mail.utf8()).isFalse();
    assertThat(mail.sender().addrSpec()).isEqualTo("agent@xn--blbr-roah.example");
    assertThat(mail.recipient().addrSpec()).isEqualTo("ola@xn--bcher-kva.example");
    MimeMessage read = parsed(mail);
    assertThat(((InternetAddress) read.getFrom()[0]).getPersonal()).isEqualTo("Ås, Kari");
    assertThat(read.getHeader("To", ", ")).contains("Ola Nordmann");
    assertThat(Texts.isAscii(new String(mail.bytes()))).isTrue();
  }

  @Test
  void theSameMessageHasTheSameIdInEachAttemptAndAnotherHasAnother() throws Exception {
    assertThat(compose(Opened.message(1, "a")).id())
        .isEqualTo(compose(Opened.message(1, "b")).id());
    assertThat(compose(Opened.message(1, "a")).id())
        .isNotEqualTo(compose(Opened.message(2, "a")).id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+4790000001",
        "ola",
        "@example.org",
        "ola@",
        "ola@exa mple.org",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "a@example.org b@example.org",
        "ola@example..org",
        "ola@-example.org",
        ".ola@example.org",
        "o..la@example.org",
        "\"ola nordmann\"@example.org",
        "ola@[127.0.0.1]",
        "<ola@example.org",
        "ola@example.org>",
        "x <a@example.org> <b@example.org>",
        "x, y <a@example.org>",
        "\"x\" , \"y\" <a@example.org>",
        "friends: a@example.org;",
        "<@relay.example:ola@example.org>",
        "ola(x)@example.org",
        "ola@example.org\r\nBcc: b@example.org",
        "ola@example.org\u0000",
        "ola\u2028@example.org",
        "ola@stra\u00DFe.example",
        "ola@\uD800.example",
        "ola\u00A0@example.org",
        "ola@exam_ple.org"
      })
  void whatIsNotOneAddressIsRefused(String address) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(
            () ->
                compose(Opened.message(1, "agent@example.org", address, "Hello", "text/plain", "")))
        .withMessageStartingWith("To ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "a@example.org, b@example.org", "a@example.org\nX: y"})
  void aSenderThatIsNotOneAddressIsRefused(String address) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> compose(Opened.message(1, address, "ola@example.org", "Hello", "", "")))
        .withMessageStartingWith("From ");
  }

  @Test
  void aMessageWithoutASenderNeedsOneInTheSettings() throws Exception {
    OutgoingMessage message = Opened.message(1, "", "ola@example.org", "Hello", "", "");
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> compose(message))
        .withMessageContaining("messaging.plugin.smtp.from");
    Mail mail =
        Composers.with(ids, "from", "Us <us@example.org>", "return-path", "bounces@example.org")
            .compose(message, CallOptions.NONE);
    assertThat(ReadMail.of(mail.bytes()).value("From")).isEqualTo("\"Us\" <us@example.org>");
    assertThat(mail.sender().addrSpec()).isEqualTo("bounces@example.org");
  }

  @Test
  void contentThatCannotBeEncodedOrIsTooLongIsRefused() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> compose(Opened.message(1, "half \uD83D")))
        .withMessageContaining("surrogate");
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(
            () ->
                Composers.with(ids, "max-size", "2000")
                    .compose(Opened.message(1, "x".repeat(3_000)), CallOptions.NONE))
        .withMessageContaining("2000");
  }

  @Test
  void aFormatThatThePluginDoesNotHaveIsRefused() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(
            () -> compose(Opened.message(1, "a@example.org", "b@example.org", "x", "sms/160", "")));
  }
}
