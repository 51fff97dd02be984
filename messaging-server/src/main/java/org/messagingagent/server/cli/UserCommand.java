package org.messagingagent.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.UserEntry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Users. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = "Lists, adds and removes those who may log on, and changes their passwords.")
final class UserCommand {

  private static final int GENERATED_BYTES = 18;

  private final Context context;

  UserCommand(Context context) {
    this.context = context;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists users by name.")
  void list(
      @Option(
              names = "--after",
              paramLabel = "NAME",
              description = "Only names after this one: the next page.")
          Optional<String> after,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "At most so many, up to 1000; ${DEFAULT-VALUE} without it.")
          int limit,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    context.administer(
        administration -> {
          List<UserEntry> users = administration.users(after, limit);
          if (json) {
            context.terminal().printJson(users);
            return;
          }
          Table table = new Table("NAME", "CREATED", "ROLES");
          users.forEach(
              user -> table.row(user.name(), user.createdAt(), String.join(", ", user.roles())));
          table.print(context.terminal());
        });
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a user. Asks for the password where no option gives it.")
  void add(
      @Parameters(paramLabel = "NAME", description = "The user's name; names compare exactly.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              description =
                  "caller: may call the service; operator: may administer servers over the network."
                      + " Repeatable; caller without it.")
          List<String> roles,
      @ArgGroup PasswordSource source) {
    String password = password(source);
    List<String> given = roles == null ? List.of("caller") : roles;
    context.administer(administration -> administration.addUser(name, password, given));
    context.terminal().print("Added user " + Terminal.harmless(name));
    tell(source, password);
  }

  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = {
        "Changes a user's password; whoever logged on with the old one has to do so again.",
        "Asks for the password where no option gives it."
      })
  void password(
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
      @ArgGroup PasswordSource source) {
    String password = password(source);
    context.administer(administration -> administration.changePassword(name, password));
    context.terminal().print("Changed the password of user " + Terminal.harmless(name));
    tell(source, password);
  }

  @Command(name = "grant", mixinStandardHelpOptions = true, description = "Lets a user do more.")
  void grant(
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "caller or operator; repeatable.")
          List<String> roles) {
    context.administer(administration -> administration.grant(name, roles));
    context
        .terminal()
        .print("User %s is %s now".formatted(Terminal.harmless(name), String.join(", ", roles)));
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Lets a user do less; who is no caller any more is logged off.")
  void revoke(
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "caller or operator; repeatable.")
          List<String> roles) {
    context.administer(administration -> administration.revoke(name, roles));
    context
        .terminal()
        .print(
            "User %s is not %s any more"
                .formatted(Terminal.harmless(name), String.join(", ", roles)));
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a user, and with it all its log-ons.")
  void remove(@Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
    context.administer(administration -> administration.removeUser(name));
    context.terminal().print("Removed user " + Terminal.harmless(name));
  }

  private String password(PasswordSource source) {
    if (source == null) {
      return ask();
    }
    if (source.generate) {
      byte[] bits = new byte[GENERATED_BYTES];
      new SecureRandom().nextBytes(bits);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
    try {
      if (source.file != null) {
        return firstLine(Files.newBufferedReader(source.file), source.file.toString());
      }
      return firstLine(
          new BufferedReader(
              new InputStreamReader(context.terminal().in(), StandardCharsets.UTF_8)),
          "standard input");
    } catch (IOException e) {
      throw new CliException("The password cannot be read: " + e.getMessage());
    }
  }

  private static String firstLine(BufferedReader reader, String where) throws IOException {
    try (reader) {
      String line = reader.readLine();
      if (line == null || line.isEmpty()) {
        throw new CliException("There is no password in the first line of " + where);
      }
      return line;
    }
  }

  private String ask() {
    String password =
        context
            .terminal()
            .secret()
            .apply(
                "Password (at least %d characters): ".formatted(Administration.SHORTEST_PASSWORD))
            .orElseThrow(
                () ->
                    new CliException(
                        "There is no terminal to ask for the password; use --password-stdin,"
                            + " --password-file or --generate"));
    if (!context.terminal().secret().apply("Once more: ").equals(Optional.of(password))) {
      throw new CliException("The two passwords differ; nothing was changed");
    }
    return password;
  }

  private void tell(PasswordSource source, String password) {
    if (source != null && source.generate) {
      context.terminal().print("Password: " + password);
    }
  }

  /** Where the password comes from; never the command line, which others can see. */
  static final class PasswordSource {
    @Option(
        names = "--password-stdin",
        description = "Read it from standard input, the first line.")
    private boolean stdin;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "Read it from this file, the first line.")
    private Path file;

    @Option(names = "--generate", description = "Make one, and print it.")
    private boolean generate;
  }
}
