package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Network addresses from which a gateway calls: single ones such as {@code 192.0.2.7} or {@code
 * 2001:db8::1}, and ranges such as {@code 192.0.2.0/24} (CIDR, RFC 4632). Names are not taken: what
 * they resolve to is for others to decide. Immutable, safe for use by many threads.
 */
public final class AddressList {

  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private final List<Range> ranges;

  private AddressList(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * Reads a list.
   *
   * @param text addresses and ranges, between them commas or white space; empty allows none
   * @throws IllegalArgumentException names what is no address or range
   */
  public static AddressList parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String one : requireNonNull(text, "text is null").trim().split("[\\s,]+")) {
      if (!one.isEmpty()) {
        ranges.add(range(one));
      }
    }
    return new AddressList(ranges);
  }

  /** Whether the address is one of the list, or in one of its ranges. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ranges.stream().anyMatch(range -> range.contains(bytes));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (LITERAL.matcher(address).matches()) {
      try {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        int most = bytes.length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        boolean complete = bytes.length == 16 || address.split("\\.", -1).length == 4;
        if (complete && bits >= 0 && bits <= most) {
          return new Range(bytes, bits);
        }
      } catch (UnknownHostException | NumberFormatException e) {
        throw notOne(text);
      }
    }
    throw notOne(text);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'%s' is no address such as 192.0.2.7 and no range such as 192.0.2.0/24".formatted(text));
  }

  private record Range(byte[] network, int bits) {

    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xFF : 0xFF << (8 - (bits - bit)) & 0xFF;
        if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
