package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.ReceivedMessage;

/** Mails that strangers send to do harm, or that are broken. */
@Timeout(60)
class HostileMailTest {

  @TempDir Path directory;

  private TestPluginContext context() {
    return TestPluginContext.of(new SmtpPlugin(), directory)
        .withSettings(
            Map.of(
                "host", "127.0.0.1",
                "imap-host", "127.0.0.1",
                "imap-username", "x",
                "imap-password", "secret-word",
                "imap-handler", "file"));
  }

  private static boolean take(TestPluginContext context, String mail) {
    TestKeyValueStore store = new TestKeyValueStore(Composers.CLOCK);
    Arrivals arrivals =
        new Arrivals(context, new MessageIds(new Secret(store)), new Sightings(store));
    try {
      arrivals.take(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (UnreadableMailException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  static String[] odd() {
    StringBuilder nested = new StringBuilder("From: a@example.org\n");
    for (int i = 0; i < 500; i++) {
      nested.append("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n".formatted(i, i));
    }
    StringBuilder within = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      within.append("Content-Type: message/rfc822\n\n");
    }
    return new String[] {
      "",
      "\n",
      "no header at all",
      "From: \nTo: \nMessage-ID: \nReferences: \n\n",
      "From: <<<>>>,,;\"\nTo: =?x?y?z?=\nMessage-ID: <<>>\nReferences: <a <b@c\n\nx",
      "From: " + "a".repeat(200_000) + "\n\nx",
      "From: a@example.org\nReferences: " + "<a@b> ".repeat(50_000) + "\n\nx",
      "From: a@example.org\nReferences: " + "<".repeat(200_000) + "\n\nx",
      "From: a@example.org\nContent-Type: text/plain; charset=no-such\n\nx",
      "From: a@example.org\nContent-Type: text/plain; charset=\"\u0000\"\n\nx",
      "From: a@example.org\nContent-Type: /;;;\n\nx",
      "From: a@example.org\nContent-Transfer-Encoding: base64\n\n%%%not base64",
      "From: a@example.org\nContent-Transfer-Encoding: quoted-printable\n\n=ZZ=\n=",
      "From: a@example.org\nContent-Transfer-Encoding: no-such\n\nx",
      "From: a@example.org\nContent-Transfer-Encoding: uuencode\n\nbegin 600 ../x\nM\n",
      "From: a@example.org\nContent-Type: multipart/mixed\n\nno boundary",
      "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\nnothing in it",
      "From: a@example.org\nContent-Type: multipart/report; boundary=b\n\n--b\n\n--b--",
      "From: a@example.org\nContent-Type: multipart/report; boundary=b\n\n"
          + "--b\nContent-Type: message/delivery-status\n\n"
          + "\n".repeat(100_000)
          + "\n--b--",
      "From: a@example.org\nContent-Type: text/html\n\n" + "<".repeat(300_000),
      "From: a@example.org\nContent-Type: text/html\n\n" + "<title>".repeat(50_000),
      "From: a@example.org\nContent-Type: text/html\n\n" + "&".repeat(300_000),
      "From: a@example.org\nContent-Type: text/html\n\n" + "<!--".repeat(100_000),
      nested.toString(),
      "From: a@example.org\n" + within,
      "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n".repeat(20_000),
      "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(900),
    };
  }

  @ParameterizedTest
  @MethodSource("odd")
  void isTakenOrRefusedInTimeAndNeverThrows(String mail) {
    try (TestPluginContext context = context()) {
      boolean taken = take(context, mail);
      assertThat(context.submitted().size()).isLessThanOrEqualTo(taken ? 1 : 0);
      for (ReceivedMessage submitted : context.submitted()) {
        assertThat(submitted.gatewayId().orElseThrow()).hasSizeBetween(1, 255);
        assertThat(submitted.sessionKey().orElseThrow()).hasSizeBetween(1, 255);
        assertThat(submitted.from()).hasSizeLessThanOrEqualTo(320);
      }
    }
  }

  private String text(String mail) {
    try (TestPluginContext context = context()) {
      assertThat(take(context, mail)).isTrue();
      return context.submitted().get(0).content().strip();
    }
  }

  @Test
  void theTextIsFoundWhereverItIs() {
    assertThat(text("From: a@example.org\n\nplain")).isEqualTo("plain");
    assertThat(
            text(
                "From: a@example.org\nContent-Type: text/plain; charset=iso-8859-1\n"
                    + "Content-Transfer-Encoding: quoted-printable\n\nbl=E5b=E6r"))
        .isEqualTo("blåbær");
    assertThat(
            text(
                "From: a@example.org\nContent-Transfer-Encoding: base64\n\n"
                    + Base64.getEncoder()
                        .encodeToString("blåbær".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("blåbær");
    assertThat(
            text(
                """
                From: a@example.org
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: text/plain
                Content-Disposition: attachment; filename=x.txt

                attached
                --m
                Content-Type: multipart/alternative; boundary=a

                --a
                Content-Type: text/html

                <p>page</p>
                --a
                Content-Type: text/plain

                text
                --a--
                --m--
                """))
        .isEqualTo("text");
  }

  @Test
  void aPageIsReadAsItsText() {
    assertThat(
            text(
                """
                From: a@example.org
                Content-Type: text/html

                <html><head><title>No</title><style>p {}</style></head><body>
                <!-- no -->
                <p>One &amp; two&nbsp;&#8364; &lt;b&gt; &nosuch;</p><script>no()</script>
                <div>Three<br>four</div></body></html>
                """))
        .isEqualTo("One & two € <b> &nosuch;\n\nThree\nfour");
  }
}
