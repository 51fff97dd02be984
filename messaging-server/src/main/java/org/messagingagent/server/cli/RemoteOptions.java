package org.messagingagent.server.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.AdministrationClient;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The way to a server on whatever machine. */
final class RemoteOptions {

  static final String PASSWORD_VARIABLE = "MESSAGING_ADMIN_PASSWORD";

  @Option(
      names = "--server",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "Act on the server whose administration is at this address, such as"
              + " http://127.0.0.1:8089, whatever machine it is on.")
  private String server;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description =
          "With --server: the operator. The password is taken from "
              + PASSWORD_VARIABLE
              + ", or asked for.")
  private String user;

  /** The administration that is named; empty where none is. */
  Optional<Administration> find(Terminal terminal) {
    if (server == null && user == null) {
      return Optional.empty();
    }
    if (server == null || user == null) {
      throw new CliException(
          "--server and --user go together; add %s"
              .formatted(server == null ? "--server URL" : "--user NAME"));
    }
    URI address = address(server);
    if (address.getScheme().equals("http") && !isLoopback(address.getHost())) {
      terminal
          .err()
          .println("Warning: the password goes to %s in plain HTTP".formatted(address.getHost()));
      terminal.err().flush();
    }
    return Optional.of(AdministrationClient.at(address, user, password(terminal)));
  }

  private static URI address(String text) {
    try {
      URI address = new URI(text);
      String scheme = address.getScheme();
      boolean usable =
          ("http".equals(scheme) || "https".equals(scheme))
              && address.getHost() != null
              && address.getRawUserInfo() == null;
      if (usable) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below, together with what is an address of another kind.
    }
    throw new CliException(
        "--server takes an address such as http://127.0.0.1:8089, was '%s'".formatted(text));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private String password(Terminal terminal) {
    String given = terminal.environment().getOrDefault(PASSWORD_VARIABLE, "");
    return given.isEmpty()
        ? terminal
            .secret()
            .apply("Password of %s: ".formatted(user))
            .orElseThrow(
                () ->
                    new CliException(
                        "There is no terminal to ask for the password; set " + PASSWORD_VARIABLE))
        : given;
  }
}
