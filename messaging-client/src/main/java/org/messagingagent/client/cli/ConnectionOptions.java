package org.messagingagent.client.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.messagingagent.client.MessagingClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that say which server to call, as whom, and how to print. */
final class ConnectionOptions {

  static final String DEFAULT_URL = "http://127.0.0.1:8087";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, default MESSAGING_URL, else " + DEFAULT_URL + ".")
  private String url;

  @Option(names = "--user", paramLabel = "NAME", description = "The user, default MESSAGING_USER.")
  private String user;

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      description =
          "The password. Others on this machine may see it: better MESSAGING_PASSWORD,"
              + " --password-file, or to be asked.")
  private String password;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password.")
  private Path passwordFile;

  @Option(
      names = "--ticket",
      paramLabel = "TICKET",
      description = "A ticket in place of user and password, default MESSAGING_TICKET.")
  private String ticket;

  @Option(
      names = "--application-token",
      paramLabel = "TOKEN",
      description = "The application's token, where the server asks for one.")
  private String applicationToken;

  @Mixin private NetworkOptions network;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "The longest wait for one answer, default ${DEFAULT-VALUE}. With its repeats a call takes"
              + " at most three times as long.")
  private int timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often to try again what can be tried again, default ${DEFAULT-VALUE}.")
  private int retries;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  private boolean json;

  @Option(names = "--verbose", description = "Show stack traces of errors.")
  private boolean verbose;

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }

  MessagingClient connect(Surroundings surroundings) {
    String address =
        Optional.ofNullable(url)
            .or(() -> surroundings.variable("MESSAGING_URL"))
            .orElse(DEFAULT_URL);
    if (timeout < 1 || timeout > 86_400) {
      throw new UsageException("--timeout must be 1 to 86400 seconds, was " + timeout);
    }
    try {
      MessagingClient.Builder builder =
          MessagingClient.builder(address)
              .requestTimeout(Duration.ofSeconds(timeout))
              .retries(retries);
      network.apply(builder, surroundings);
      if (applicationToken != null) {
        builder.applicationToken(applicationToken);
      }
      identify(builder, surroundings);
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** What the command line says goes before what the environment says. */
  private void identify(MessagingClient.Builder builder, Surroundings surroundings) {
    if (ticket != null) {
      builder.ticket(ticket);
      return;
    }
    Optional<String> ticketVariable = surroundings.variable("MESSAGING_TICKET");
    if (user == null && ticketVariable.isPresent()) {
      builder.ticket(ticketVariable.get());
      return;
    }
    String name =
        Optional.ofNullable(user)
            .or(() -> surroundings.variable("MESSAGING_USER"))
            .orElseThrow(
                () ->
                    new UsageException(
                        "No user is given; use --user NAME, MESSAGING_USER, or --ticket TICKET"));
    builder.user(name, passwordOf(name, surroundings));
  }

  private String passwordOf(String name, Surroundings surroundings) {
    if (password != null && passwordFile != null) {
      throw new UsageException("Give --password or --password-file, not both");
    }
    if (password != null) {
      return password;
    }
    if (passwordFile != null) {
      return TextSource.file(passwordFile).lines().findFirst().orElse("");
    }
    return surroundings
        .variable("MESSAGING_PASSWORD")
        .or(() -> surroundings.passwordPrompt().ask("Password of " + name + ": "))
        .orElseThrow(
            () ->
                new UsageException(
                    "No password is given for user '%s'; use MESSAGING_PASSWORD or --password-file FILE"
                        .formatted(name)));
  }
}
