package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.messagingagent.spi.PluginSettings;

/**
 * A server that is connected to, by SMTP or IMAP.
 *
 * @param connectTimeout how long connecting may take in all
 * @param readTimeout how long each of its answers may take
 */
record MailHost(
    String protocol,
    String host,
    int port,
    Encryption encryption,
    Tls tls,
    Duration connectTimeout,
    Duration readTimeout) {

  /** More than certificates and the list of what the server can do ever have. */
  private static final long MOST_BEFORE_MAIL = 1 << 20;

  /** How a connection is encrypted. */
  enum Encryption {
    STARTTLS,
    TLS,
    NONE
  }

  static MailHost smtp(PluginSettings settings, Tls tls) {
    Encryption encryption = encryption(settings, Declarations.TLS);
    int usual =
        switch (encryption) {
          case STARTTLS -> 587;
          case TLS -> 465;
          case NONE -> 25;
        };
    return new MailHost(
        "smtp",
        settings.require(Declarations.HOST).strip(),
        settings.isSet(Declarations.PORT) ? settings.getInt(Declarations.PORT) : usual,
        encryption,
        tls,
        settings.getDuration(Declarations.CONNECT_TIMEOUT),
        settings.getDuration(Declarations.SEND_TIMEOUT));
  }

  /** Where mail is read; empty where it is not. */
  static Optional<MailHost> imap(PluginSettings settings, Tls tls) {
    Encryption encryption = encryption(settings, Declarations.IMAP_TLS);
    int usual = encryption == Encryption.TLS ? 993 : 143;
    return settings
        .get(Declarations.IMAP_HOST)
        .map(
            host ->
                new MailHost(
                    "imap",
                    host.strip(),
                    settings.isSet(Declarations.IMAP_PORT)
                        ? settings.getInt(Declarations.IMAP_PORT)
                        : usual,
                    encryption,
                    tls,
                    settings.getDuration(Declarations.CONNECT_TIMEOUT),
                    settings.getDuration(Declarations.IMAP_TIMEOUT)));
  }

  private static Encryption encryption(PluginSettings settings, String key) {
    return switch (settings.require(key).trim()) {
      case "starttls" -> Encryption.STARTTLS;
      case "tls" -> Encryption.TLS;
      default -> Encryption.NONE;
    };
  }

  /** The sockets of one connection, which are cut at the deadline. */
  GuardedSockets sockets(Watch watch, Deadline deadline) {
    return new GuardedSockets(
        watch,
        deadline,
        encryption == Encryption.TLS ? Optional.of(tls) : Optional.empty(),
        protocol.equals("smtp") ? MOST_BEFORE_MAIL : Long.MAX_VALUE);
  }

  /** What the mail library is told of it. */
  Properties properties(GuardedSockets sockets) {
    Properties properties = new Properties();
    String prefix = "mail." + protocol + ".";
    properties.put(prefix + "socketFactory", sockets);
    properties.put(prefix + "socketFactory.fallback", "false");
    properties.put(prefix + "connectiontimeout", Long.toString(connectTimeout.toMillis()));
    properties.put(prefix + "timeout", Long.toString(readTimeout.toMillis()));
    if (encryption == Encryption.STARTTLS) {
      properties.put(prefix + "starttls.enable", "true");
      properties.put(prefix + "starttls.required", "true");
      properties.put(prefix + "ssl.socketFactory", tls.factory());
      properties.put(prefix + "ssl.checkserveridentity", Boolean.toString(tls.verifyHost()));
      properties.put(prefix + "ssl.protocols", String.join(" ", Tls.VERSIONS));
    }
    return properties;
  }

  /** For operators. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
