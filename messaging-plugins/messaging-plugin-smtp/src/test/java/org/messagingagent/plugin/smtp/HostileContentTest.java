package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** Whatever a caller writes where, it adds no header and no receiver, and says no command. */
class HostileContentTest {

  private static final Set<String> OURS =
      Set.of(
          "Date",
          "From",
          "To",
          "Subject",
          "Message-ID",
          "Reply-To",
          "In-Reply-To",
          "References",
          "Auto-Submitted",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding");

  private static FakeMailServer server;
  private static Opened plugin;

  private final MessageIds ids = Composers.ids();
  private final Composer composer = Composers.with(ids);

  @BeforeContainer
  static void start() throws Exception {
    server = FakeMailServer.start().offering("8BITMIME", "SMTPUTF8");
    Path directory = Files.createTempDirectory("hostile");
    plugin = Opened.with(server.settings(), directory);
    Files.delete(directory);
  }

  @AfterContainer
  static void stop() {
    plugin.close();
    server.close();
  }

  /** Texts that are made to break out of where they stand. */
  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a@example.org",
            "b@example.net",
            "Ola",
            "\"",
            "\\",
            "<",
            ">",
            ",",
            ";",
            ":",
            "(",
            ")",
            " ",
            "\t",
            "\r",
            "\n",
            "\r\n",
            "\r\n\r\n",
            "\r\n.\r\n",
            "\n.\n",
            "\r.\r",
            "\u0000",
            "\u000B",
            "\u000C",
            "\u0085",
            "\u2028",
            "\u2029",
            "\u010A",
            "\u010D",
            "\uFF20",
            "\uFF1C",
            "\uD83D",
            "\uD83D\uDE00",
            "å",
            "ß",
            "=?utf-8?Q?=0D=0ABcc:_c@example.org?=",
            "=0D=0A",
            "%0d%0a",
            "Bcc: c@example.org",
            "\r\nBcc: c@example.org",
            "\nRCPT TO:<c@example.org>\n",
            "> NOTIFY=NEVER",
            "</title>",
            "<title>",
            "&#13;&#10;Bcc: c@example.org",
            "xn--",
            ".",
            "..");
    Arbitrary<String> built = pieces.list().ofMaxSize(6).map(list -> String.join("", list));
    return Arbitraries.oneOf(built, Arbitraries.strings().ofMaxLength(40));
  }

  @Provide
  Arbitrary<String> addresses() {
    return Arbitraries.oneOf(
        Arbitraries.just("ola@example.org"),
        hostile(),
        hostile().map(text -> "ola@example.org" + text),
        hostile().map(text -> text + " <ola@example.org>"),
        hostile().map(text -> "\"" + text + "\" <ola@example.org>"),
        hostile().map(text -> text + "@example.org"),
        hostile().map(text -> "ola@" + text));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("", "text/plain", "text/html");
  }

  @Property(tries = 4_000)
  void addsNoHeaderToAText(
      @ForAll("addresses") String from,
      @ForAll("addresses") String to,
      @ForAll("hostile") String session,
      @ForAll("hostile") String subject,
      @ForAll("addresses") String replyTo,
      @ForAll("hostile") String content,
      @ForAll("texts") String format) {
    OutgoingMessage message =
        Opened.message(1, from, to, "<title>" + content + "</title>" + content, format, session);
    for (Map<String, String> config :
        List.of(
            Map.<String, String>of(), Map.of("subject", subject), Map.of("reply-to", replyTo))) {
      Mail mail;
      try {
        mail = composer.compose(message, CallOptions.of(config));
      } catch (UnsendableException e) {
        assertThat(e.getMessage()).isNotBlank();
        continue;
      }
      ReadMail read = ReadMail.of(mail.bytes());
      assertThat(OURS).containsAll(read.names());
      assertThat(read.names()).doesNotHaveDuplicates();
      assertThat(read.value("To")).endsWith(bracketed(read.value("To"), mail.recipient()));
      assertThat(mail.recipient().addrSpec())
          .doesNotContainAnyWhitespaces()
          .doesNotContain("<", ">");
    }
  }

  private static String bracketed(String field, MailAddress address) {
    return field.endsWith(">") ? "<" + address.addrSpec() + ">" : address.addrSpec();
  }

  @Property(tries = 2_000)
  void addsNothingToAWholeMailButWhatItsOwnLinesAre(
      @ForAll("hostile") String session,
      @ForAll("hostile") String value,
      @ForAll("addresses") String to) {
    String content = "From: us@example.org\nSubject: " + value + "\nTo: x@example.org\n\nBody";
    Mail mail;
    try {
      mail =
          composer.compose(
              Opened.message(1, "", to, content, "smtp/rfc822", session), CallOptions.NONE);
    } catch (UnsendableException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    ReadMail read = ReadMail.of(mail.bytes());
    assertThat(read.names()).doesNotContain("Bcc", "bcc");
    assertThat(mail.recipient()).isEqualTo(parsed(to));
  }

  private static MailAddress parsed(String to) {
    try {
      return MailAddress.parse(to);
    } catch (UnsendableException e) {
      throw new AssertionError(e);
    }
  }

  @Property(tries = 400)
  void saysNothingToTheServerButTheCommandsOfOneMail(
      @ForAll("addresses") String from,
      @ForAll("addresses") String to,
      @ForAll("hostile") String session,
      @ForAll("hostile") String content,
      @ForAll("texts") String format) {
    int commandsBefore = server.commands().size();
    int mailsBefore = server.mails().size();
    SendOutcome outcome =
        plugin.channel().send(Opened.message(1, from, to, content, format, session));
    List<String> said = server.commands();
    said = said.subList(commandsBefore, said.size());
    List<String> verbs =
        said.stream()
            .map(command -> command.split("[ :]", 2)[0])
            .filter(verb -> !Set.of("EHLO", "NOOP", "QUIT").contains(verb))
            .toList();
    if (outcome.kind() == SendOutcome.Kind.REJECTED) {
      assertThat(verbs).isEmpty();
      return;
    }
    assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.SENT);
    assertThat(verbs).containsExactly("MAIL", "RCPT", "DATA", "END");
    assertThat(said)
        .filteredOn(command -> command.startsWith("RCPT"))
        .containsExactly("RCPT TO:<" + parsed(to).addrSpec() + ">");
    assertThat(said)
        .filteredOn(command -> command.startsWith("MAIL"))
        .allMatch(command -> command.matches("MAIL FROM:<[^<>\\s]+>( [A-Z0-9=]+)*"));
    assertThat(server.mails()).hasSize(mailsBefore + 1);
  }
}
