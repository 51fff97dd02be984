package org.messagingagent.plugin.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings that are wrong, each in one way. */
final class BadSettings {

  private BadSettings() {}

  static List<Map<String, String>> all() {
    List<Map<String, String>> all = new ArrayList<>();
    for (String[] one :
        new String[][] {
          {"host", "two words"},
          {"host", "mail.example.org/path"},
          {"port", "0"},
          {"port", "65536"},
          {"port", "smtp"},
          {"tls", "sometimes"},
          {"tls-verify-host", "perhaps"},
          {"tls-trust", "/no/such/file.pem"},
          {"auth", "magic"},
          {"auth", "xoauth2"},
          {"password", "secret-word"},
          {"token", "secret-token"},
          {"token-url", "https://login.example.org/token"},
          {"from", "nobody"},
          {"from", "a@example.org, b@example.org"},
          {"return-path", "<>"},
          {"reply-to", "a@example.org\nBcc: b@example.org"},
          {"subject", "one\ntwo"},
          {"max-size", "12"},
          {"receipts", "yes"},
          {"ehlo-name", "not a host"},
          {"connections", "0"},
          {"connection-mails", "0"},
          {"idle-timeout", "30"},
          {"connect-timeout", "1ms"},
          {"send-timeout", "1h"},
          {"imap-poll", "5s"},
          {"imap-format", "text/html"},
          {"imap-max-size", "1"},
          {"imap-done", "burn"},
        }) {
      all.add(with(one));
    }
    all.add(with("connect-timeout", "30s", "send-timeout", "20s"));
    all.add(with("username", "agent"));
    all.add(with("username", "agent", "password", "secret-word"));
    all.add(with("username", "agent", "auth", "xoauth2", "insecure-auth", "true"));
    String[] tokens = {
      "username", "agent", "auth", "xoauth2", "insecure-auth", "true", "token-url", "", "token", ""
    };
    tokens[7] = "http://login.example.org/token";
    all.add(with(tokens));
    tokens[7] = "https://login.example.org/token";
    all.add(with(tokens));
    tokens[9] = "secret-token";
    all.add(with(tokens));
    String[] imap = {"imap-host", "127.0.0.1", "imap-tls", "tls", "imap-username", "agent", "", ""};
    all.add(with("imap-host", "127.0.0.1", "imap-tls", "tls", "imap-handler", "file"));
    imap[6] = "imap-password";
    imap[7] = "secret-word";
    all.add(with(imap));
    all.add(with("imap-host", "127.0.0.1", "imap-handler", "file", "imap-username", "agent"));
    all.add(
        with(
            "imap-host", "127.0.0.1",
            "imap-handler", "file",
            "imap-username", "agent",
            "imap-password", "secret-word",
            "imap-done", "move"));
    all.add(
        with(
            "imap-host", "127.0.0.1",
            "imap-tls", "none",
            "imap-handler", "file",
            "imap-username", "agent",
            "imap-password", "secret-word"));
    return all;
  }

  /** Right but for these. */
  private static Map<String, String> with(String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("host", "127.0.0.1", "tls", "none"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }
}
