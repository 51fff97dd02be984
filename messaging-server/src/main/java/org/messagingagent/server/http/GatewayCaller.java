package org.messagingagent.server.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.spi.callback.AddressList;

/**
 * Who calls: the other end of the connection, or whom a trusted proxy there names.
 *
 * @param secure whether the caller's connection was encrypted
 */
record GatewayCaller(InetAddress address, boolean secure) {

  private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]*)](?::[0-9]{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");

  static GatewayCaller of(Exchange exchange, AddressList trusted) {
    InetAddress connected = exchange.remoteAddress();
    if (!trusted.contains(connected)) {
      return new GatewayCaller(connected, exchange.secure());
    }
    return new GatewayCaller(
        original(exchange.headers("X-Forwarded-For"), trusted).orElse(connected),
        scheme(exchange).map("https"::equals).orElseGet(exchange::secure));
  }

  /**
   * The right-most address that is no trusted proxy's; where all are, the left-most. Each proxy
   * adds to the right what it sees itself, so what is left of that one is hearsay, and not even
   * read. Empty where there is none, or where something else stands in its place.
   */
  private static Optional<InetAddress> original(List<String> headers, AddressList trusted) {
    String[] hops = String.join(",", headers).split(",");
    Optional<InetAddress> caller = Optional.empty();
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].trim();
      if (hop.isEmpty()) {
        continue;
      }
      caller = address(hop);
      if (caller.isEmpty() || !trusted.contains(caller.get())) {
        return caller;
      }
    }
    return caller;
  }

  /** Some proxies add the port, and then IPv6 has brackets. */
  private static Optional<InetAddress> address(String hop) {
    Matcher brackets = BRACKETS.matcher(hop);
    if (brackets.matches()) {
      return AddressList.address(brackets.group(1));
    }
    Matcher port = WITH_PORT.matcher(hop);
    return AddressList.address(port.matches() ? port.group(1) : hop);
  }

  private static Optional<String> scheme(Exchange exchange) {
    List<String> headers = exchange.headers("X-Forwarded-Proto");
    return headers.size() == 1
        ? Optional.of(headers.get(0).trim().toLowerCase(Locale.ROOT))
            .filter(scheme -> scheme.equals("http") || scheme.equals("https"))
        : Optional.empty();
  }
}
