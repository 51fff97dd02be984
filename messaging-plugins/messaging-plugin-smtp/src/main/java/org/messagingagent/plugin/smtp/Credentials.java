package org.messagingagent.plugin.smtp;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.messagingagent.spi.PluginSettings;

/**
 * How to log on. Its text shows no secret.
 *
 * @param mechanisms what may be used, in this order, as the mail library writes it
 */
record Credentials(String username, Password password, String mechanisms) {

  /** What is given as the password: one, or a token that may have to be fetched. */
  interface Password {

    /**
     * The password or token to use now.
     *
     * @throws IOException where there is none; its message says why, and holds no secret
     */
    String get() throws IOException;

    /** Says that the server did not take it. */
    default void refused() {}
  }

  Credentials {
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
    requireNonNull(mechanisms, "mechanisms is null");
  }

  /** For the server that takes mails; empty where there is no log-on. */
  static Optional<Credentials> smtp(PluginSettings settings, Optional<Password> token) {
    return settings
        .get(Declarations.USERNAME)
        .map(
            user ->
                new Credentials(
                    user.strip(),
                    token.orElseGet(() -> () -> settings.require(Declarations.PASSWORD)),
                    mechanisms(settings)));
  }

  /** For the server where mail is read. */
  static Credentials imap(PluginSettings settings, Optional<Password> token) {
    String user =
        settings
            .get(Declarations.IMAP_USERNAME)
            .orElseGet(() -> settings.require(Declarations.USERNAME));
    Password password =
        () ->
            settings
                .get(Declarations.IMAP_PASSWORD)
                .orElseGet(() -> settings.require(Declarations.PASSWORD));
    return new Credentials(user.strip(), token.orElse(password), mechanisms(settings));
  }

  /** The token, where the settings say that there is one. */
  static Optional<Password> token(PluginSettings settings, Clock clock) {
    if (!settings.require(Declarations.AUTH).trim().equals("xoauth2")) {
      return Optional.empty();
    }
    return Optional.of(
        settings
            .get(Declarations.TOKEN)
            .<Password>map(token -> () -> token)
            .orElseGet(() -> new AccessTokens(settings, clock)));
  }

  private static String mechanisms(PluginSettings settings) {
    return switch (settings.require(Declarations.AUTH).trim()) {
      case "plain" -> "PLAIN";
      case "login" -> "LOGIN";
      case "xoauth2" -> "XOAUTH2";
      default -> "PLAIN LOGIN";
    };
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "Credentials[" + username + "]";
  }
}
