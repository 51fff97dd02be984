package org.messagingagent.plugin.webhook;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.messagingagent.spi.callback.AddressList;

/**
 * The addresses that the operator lets the plugin call: the word {@code public} for all of the
 * public internet, addresses and ranges such as {@code 10.1.0.0/16}, and hosts such as {@code
 * hooks.intern.example}, which may lead anywhere. Immutable, safe for use by many threads.
 */
final class AllowList {

  private static final String PUBLIC = "public";
  private static final int MOST_ENTRIES = 100;
  private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?");
  private static final Pattern LIKE_AN_ADDRESS = Pattern.compile(".*[:/].*|[0-9.]*");

  private final boolean anyPublic;
  private final AddressList addresses;
  private final Set<String> hosts;

  private AllowList(boolean anyPublic, AddressList addresses, Set<String> hosts) {
    this.anyPublic = anyPublic;
    this.addresses = addresses;
    this.hosts = Set.copyOf(hosts);
  }

  /**
   * Reads a list, between whose entries there are commas or white space.
   *
   * @throws IllegalArgumentException says what is wrong, in words that follow the setting's name
   */
  static AllowList parse(String text) {
    boolean anyPublic = false;
    List<String> ranges = new ArrayList<>();
    Set<String> hosts = new HashSet<>();
    String[] entries = BETWEEN.split(requireNonNull(text, "text is null").trim());
    if (entries.length > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "must have at most %d entries, has %d".formatted(MOST_ENTRIES, entries.length));
    }
    for (String entry : entries) {
      if (entry.equalsIgnoreCase(PUBLIC)) {
        anyPublic = true;
      } else if (LIKE_AN_ADDRESS.matcher(entry).matches()) {
        ranges.add(range(entry));
      } else {
        hosts.add(host(entry));
      }
    }
    return new AllowList(anyPublic, AddressList.parse(String.join(" ", ranges)), hosts);
  }

  /** What is wrong with a list, in words that follow the setting's name. */
  static Optional<String> problem(String text) {
    try {
      parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Whether the plugin may connect to this address.
   *
   * @param host the host by which the address was found
   */
  boolean permits(String host, InetAddress address) {
    return addresses.contains(address)
        || anyPublic && PublicAddresses.contains(address)
        || hosts.contains(normal(host));
  }

  private static String range(String entry) {
    try {
      return AddressList.parse(entry).toString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must name addresses such as 192.0.2.7, ranges such as 10.1.0.0/16, hosts or public, has '%s'"
              .formatted(entry),
          e);
    }
  }

  private static String host(String entry) {
    String host = normal(entry);
    for (String label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        throw new IllegalArgumentException(
            "must name hosts such as hooks.example.com, without wildcards and ports, has '%s'"
                .formatted(entry));
      }
    }
    return host;
  }

  /** In lower case, without the dot that may end a host. */
  private static String normal(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
