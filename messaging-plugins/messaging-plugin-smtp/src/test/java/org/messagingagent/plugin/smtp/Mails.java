package org.messagingagent.plugin.smtp;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.HashMap;
import java.util.Map;

/** GreenMail, a mail server for tests, with one account. */
final class Mails {

  static final String USER = "agent";
  static final String PASSWORD = "agent-password";
  static final String ADDRESS = "agent@example.org";

  private Mails() {}

  static GreenMail start() {
    GreenMail mail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
    mail.start();
    mail.setUser(ADDRESS, USER, PASSWORD);
    return mail;
  }

  static Map<String, String> settings(GreenMail mail) {
    return new HashMap<>(
        Map.of(
            "host",
            "127.0.0.1",
            "port",
            Integer.toString(mail.getSmtp().getPort()),
            "tls",
            "none",
            "insecure-auth",
            "true",
            "username",
            USER,
            "password",
            PASSWORD));
  }

  static Map<String, String> settingsWithImap(GreenMail mail) {
    Map<String, String> settings = settings(mail);
    settings.putAll(
        Map.of(
            "imap-host", "127.0.0.1",
            "imap-port", Integer.toString(mail.getImap().getPort()),
            "imap-tls", "none",
            "imap-handler", "file",
            "imap-poll", "1s"));
    return settings;
  }
}
