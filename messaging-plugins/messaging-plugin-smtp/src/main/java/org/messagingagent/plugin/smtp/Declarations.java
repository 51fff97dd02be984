package org.messagingagent.plugin.smtp;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.PluginSetting;

/** The settings that the plugin has. */
final class Declarations {

  static final String HOST = "host";
  static final String PORT = "port";
  static final String TLS = "tls";
  static final String TLS_VERIFY_HOST = "tls-verify-host";
  static final String TLS_TRUST = "tls-trust";
  static final String AUTH = "auth";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String INSECURE_AUTH = "insecure-auth";
  static final String TOKEN = "token";
  static final String TOKEN_URL = "token-url";
  static final String TOKEN_CLIENT_ID = "token-client-id";
  static final String TOKEN_CLIENT_SECRET = "token-client-secret";
  static final String TOKEN_SCOPE = "token-scope";
  static final String FROM = "from";
  static final String RETURN_PATH = "return-path";
  static final String REPLY_TO = "reply-to";
  static final String SUBJECT = "subject";
  static final String MAX_SIZE = "max-size";
  static final String RECEIPTS = "receipts";
  static final String EHLO_NAME = "ehlo-name";
  static final String CONNECTIONS = "connections";
  static final String CONNECTION_MAILS = "connection-mails";
  static final String IDLE_TIMEOUT = "idle-timeout";
  static final String CONNECT_TIMEOUT = "connect-timeout";
  static final String SEND_TIMEOUT = "send-timeout";
  static final String IMAP_HOST = "imap-host";
  static final String IMAP_PORT = "imap-port";
  static final String IMAP_TLS = "imap-tls";
  static final String IMAP_USERNAME = "imap-username";
  static final String IMAP_PASSWORD = "imap-password";
  static final String IMAP_FOLDER = "imap-folder";
  static final String IMAP_POLL = "imap-poll";
  static final String IMAP_TIMEOUT = "imap-timeout";
  static final String IMAP_HANDLER = "imap-handler";
  static final String IMAP_FORMAT = "imap-format";
  static final String IMAP_MAX_SIZE = "imap-max-size";
  static final String IMAP_AUTO_REPLIES = "imap-auto-replies";
  static final String IMAP_DONE = "imap-done";
  static final String IMAP_DONE_FOLDER = "imap-done-folder";

  private static final int LARGEST = 100 * 1024 * 1024;
  private static final int LARGEST_RECEIVED = 10 * 1024 * 1024;

  private Declarations() {}

  static List<PluginSetting> all() {
    return List.of(
        PluginSetting.text(HOST)
            .required()
            .checkedBy(Declarations::hostProblem)
            .describedAs("The mail server that takes the mails, such as smtp.example.org"),
        port(PORT).describedAs("Its port; by default 587, with tls=tls 465, with tls=none 25"),
        tls(TLS, "starttls")
            .describedAs(
                "starttls: the connection is encrypted by STARTTLS, or not used; tls: from its"
                    + " beginning; none: it is not encrypted"),
        PluginSetting.flag(TLS_VERIFY_HOST)
            .withDefault(true)
            .describedAs("Whether a certificate has to be for the host that is connected to"),
        PluginSetting.path(TLS_TRUST)
            .describedAs(
                "A file of certificates in PEM whose holders are trusted, instead of those that"
                    + " Java trusts"),
        PluginSetting.text(AUTH)
            .oneOf("any", "plain", "login", "xoauth2")
            .withDefault("any")
            .describedAs(
                "How to log on where username is set; any: PLAIN or LOGIN, as the server offers"),
        PluginSetting.text(USERNAME).describedAs("The account at the mail server; none: no log-on"),
        PluginSetting.text(PASSWORD).secret().describedAs("The account's password"),
        PluginSetting.flag(INSECURE_AUTH)
            .withDefault(false)
            .describedAs("Whether a password may be sent over a connection that is not encrypted"),
        PluginSetting.text(TOKEN)
            .secret()
            .describedAs("With auth=xoauth2: the access token, where it is always the same"),
        PluginSetting.url(TOKEN_URL)
            .checkedBy(Declarations::tokenUrlProblem)
            .describedAs(
                "With auth=xoauth2: where access tokens are given for client credentials (OAuth"
                    + " 2.0), such as https://login.example.org/token"),
        PluginSetting.text(TOKEN_CLIENT_ID).describedAs("The client's id there"),
        PluginSetting.text(TOKEN_CLIENT_SECRET).secret().describedAs("The client's secret there"),
        PluginSetting.text(TOKEN_SCOPE).describedAs("What the token is to be for"),
        address(FROM).describedAs("The sender of messages that name none"),
        address(RETURN_PATH)
            .describedAs("Where bounces go (the envelope's sender); by default to the sender"),
        address(REPLY_TO)
            .describedAs("Where answers to text/plain and text/html go; by default to the sender"),
        PluginSetting.text(SUBJECT)
            .withDefault("Message")
            .checkedBy(Declarations::lineProblem)
            .describedAs(
                "The subject of text/plain, and of text/html without a title, where a call names"
                    + " none"),
        PluginSetting.number(MAX_SIZE)
            .between(1_024, LARGEST)
            .withDefault(LARGEST_RECEIVED)
            .describedAs("The largest mail that is sent, in bytes"),
        PluginSetting.flag(RECEIPTS)
            .withDefault(false)
            .describedAs(
                "Whether servers are asked to report delivery as well as failure (DSN); the"
                    + " reports are read by IMAP"),
        PluginSetting.text(EHLO_NAME)
            .checkedBy(Declarations::hostProblem)
            .describedAs("How we introduce ourselves; by default by our IP address"),
        PluginSetting.number(CONNECTIONS)
            .between(1, 100)
            .withDefault(8)
            .describedAs("How many connections there are at most on a node"),
        PluginSetting.number(CONNECTION_MAILS)
            .between(1, 100_000)
            .withDefault(100)
            .describedAs("How many mails a connection carries before a new one is made"),
        PluginSetting.duration(IDLE_TIMEOUT)
            .between(Duration.ofSeconds(1), Duration.ofMinutes(10))
            .withDefault(Duration.ofSeconds(30))
            .describedAs("How long a connection stays open unused"),
        PluginSetting.duration(CONNECT_TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofMinutes(2))
            .withDefault(Duration.ofSeconds(10))
            .describedAs("How long connecting may take, encryption and log-on included"),
        PluginSetting.duration(SEND_TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofMinutes(10))
            .withDefault(Duration.ofSeconds(40))
            .describedAs("How long sending a mail may take in all; less than limits.send-timeout"),
        PluginSetting.text(IMAP_HOST)
            .checkedBy(Declarations::hostProblem)
            .describedAs("Where bounces and answers are read by IMAP; none: they are not read"),
        port(IMAP_PORT).describedAs("Its port; by default 993, else 143"),
        tls(IMAP_TLS, "tls").describedAs("As tls, for IMAP"),
        PluginSetting.text(IMAP_USERNAME).describedAs("The account there; by default username"),
        PluginSetting.text(IMAP_PASSWORD)
            .secret()
            .describedAs("The account's password; by default password"),
        PluginSetting.text(IMAP_FOLDER)
            .withDefault("INBOX")
            .checkedBy(Declarations::lineProblem)
            .describedAs("The folder that is read; it should be the plugin's own"),
        PluginSetting.duration(IMAP_POLL)
            .between(Duration.ofSeconds(1), Duration.ofDays(1))
            .withDefault(Duration.ofMinutes(1))
            .describedAs("How long the pause is between two looks for mail"),
        PluginSetting.duration(IMAP_TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofMinutes(2))
            .withDefault(Duration.ofSeconds(20))
            .describedAs("How long the IMAP server may take to answer"),
        PluginSetting.text(IMAP_HANDLER)
            .describedAs("The plugin that handles answers, such as file"),
        PluginSetting.text(IMAP_FORMAT)
            .oneOf(Composer.PLAIN, Composer.RFC822)
            .withDefault(Composer.PLAIN)
            .describedAs("What the handler gets of an answer: its text, or all of it"),
        PluginSetting.number(IMAP_MAX_SIZE)
            .between(1_024, LARGEST_RECEIVED)
            .withDefault(5 * 1024 * 1024)
            .describedAs("The largest mail that is read, in bytes; larger ones are flagged"),
        PluginSetting.text(IMAP_AUTO_REPLIES)
            .oneOf("submit", "skip")
            .withDefault("submit")
            .describedAs("What becomes of answers that a machine wrote (RFC 3834)"),
        PluginSetting.text(IMAP_DONE)
            .oneOf("seen", "delete", "move")
            .withDefault("seen")
            .describedAs("What becomes of a mail that is done with"),
        PluginSetting.text(IMAP_DONE_FOLDER)
            .checkedBy(Declarations::lineProblem)
            .describedAs("With imap-done=move: the folder it goes to; it has to be there"));
  }

  private static PluginSetting port(String key) {
    return PluginSetting.number(key).between(1, 65_535);
  }

  private static PluginSetting tls(String key, String byDefault) {
    return PluginSetting.text(key).oneOf("starttls", "tls", "none").withDefault(byDefault);
  }

  private static PluginSetting address(String key) {
    return PluginSetting.text(key).checkedBy(Declarations::addressProblem);
  }

  private static Optional<String> addressProblem(String text) {
    try {
      MailAddress.parse(text);
      return Optional.empty();
    } catch (UnsendableException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> hostProblem(String text) {
    return text.strip().matches("[A-Za-z0-9._:\\[\\]%-]{1,253}")
        ? Optional.empty()
        : Optional.of("must be the name or address of a host, such as mail.example.org");
  }

  private static Optional<String> lineProblem(String text) {
    return Texts.hasControl(text) || text.length() > 200
        ? Optional.of("must be on one line of at most 200 characters")
        : Optional.empty();
  }

  private static Optional<String> tokenUrlProblem(String text) {
    URI url = URI.create(text.trim());
    boolean inside = "http".equals(url.getScheme()) && Hosts.isLoopback(url.getHost());
    return "https".equals(url.getScheme()) || inside
        ? Optional.empty()
        : Optional.of("must begin with https:// (http:// on this machine alone)");
  }
}
