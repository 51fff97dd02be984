package org.messagingagent.server.cli;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a PostgreSQL database, taken apart so that the nodes of a proof can be sent
 * another way.
 *
 * @param servers unresolved, in the order of the address
 * @param rest what follows the servers: the database's name and parameters
 */
record ProveDatabase(List<InetSocketAddress> servers, String rest) {

  private static final String SCHEME = "jdbc:postgresql:";
  private static final int PORT = 5432;
  private static final Pattern WITH_SERVERS = Pattern.compile("//([^/?]*)(.*)");
  private static final Pattern SERVER = Pattern.compile("(\\[[^\\]]+\\]|[^:]+)(?::([0-9]{1,5}))?");

  ProveDatabase {
    servers = List.copyOf(servers);
  }

  /** Empty where it is no such address. */
  static Optional<ProveDatabase> parse(String url) {
    if (!url.startsWith(SCHEME)) {
      return Optional.empty();
    }
    String address = url.substring(SCHEME.length());
    Matcher matcher = WITH_SERVERS.matcher(address);
    if (!matcher.matches()) {
      return Optional.of(new ProveDatabase(List.of(server("localhost", PORT)), "/" + address));
    }
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String part : matcher.group(1).split(",")) {
      Matcher server = SERVER.matcher(part.isEmpty() ? "localhost" : part);
      if (!server.matches()) {
        return Optional.empty();
      }
      String name = server.group(1).replaceAll("[\\[\\]]", "");
      int port = server.group(2) == null ? PORT : Integer.parseInt(server.group(2));
      if (port > 65_535) {
        return Optional.empty();
      }
      servers.add(server(name, port));
    }
    return Optional.of(new ProveDatabase(servers, matcher.group(2)));
  }

  /** The same database, by this port of the loopback address. */
  String through(int port) {
    return "%s//127.0.0.1:%d%s".formatted(SCHEME, port, rest);
  }

  private static InetSocketAddress server(String name, int port) {
    return InetSocketAddress.createUnresolved(name, port);
  }
}
