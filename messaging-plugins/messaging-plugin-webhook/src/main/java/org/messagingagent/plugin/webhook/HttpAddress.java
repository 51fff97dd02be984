package org.messagingagent.plugin.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.messagingagent.spi.callback.AddressList;

/** Addresses of receivers and proxies as operators write them. */
final class HttpAddress {

  private static final int LARGEST_PORT = 65_535;

  private HttpAddress() {}

  /** What is wrong with a receiver's address, in words that follow the setting's name. */
  static Optional<String> problem(String text) {
    URI uri = URI.create(text.trim());
    String scheme = scheme(uri);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of("must begin with https://");
    }
    if (uri.getRawUserInfo() != null) {
      return Optional.of("must have no user and password in it; set header.Authorization");
    }
    if (uri.getRawFragment() != null) {
      return Optional.of("must have no #, since what follows it is never sent");
    }
    return portProblem(uri);
  }

  /** What is wrong with a proxy's address, in words that follow the setting's name. */
  static Optional<String> proxyProblem(String text) {
    URI uri = URI.create(text.trim());
    boolean more =
        uri.getRawUserInfo() != null
            || uri.getRawQuery() != null
            || uri.getRawFragment() != null
            || !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
    if (!scheme(uri).equals("http") || more || uri.getPort() < 0) {
      return Optional.of("must be of the form http://proxy.example.com:3128");
    }
    return portProblem(uri);
  }

  /** Whether what is sent there is encrypted. */
  static boolean isSecure(URI uri) {
    return scheme(uri).equals("https");
  }

  /** The host without the brackets of IPv6. */
  static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The host as an address, where it is one. */
  static Optional<InetAddress> literal(URI uri) {
    return AddressList.address(host(uri));
  }

  /** Host and port for an operator: never the path or query, which may be secrets. */
  static String of(URI uri) {
    int standard = isSecure(uri) ? 443 : 80;
    return uri.getHost() + ":" + (uri.getPort() < 0 ? standard : uri.getPort());
  }

  private static Optional<String> portProblem(URI uri) {
    return uri.getPort() == 0 || uri.getPort() > LARGEST_PORT
        ? Optional.of("must have a port from 1 to %d".formatted(LARGEST_PORT))
        : Optional.empty();
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }
}
