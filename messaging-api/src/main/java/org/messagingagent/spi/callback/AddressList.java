package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Network addresses from which a gateway calls: single ones such as {@code 192.0.2.7} or {@code
 * 2001:db8::1}, and ranges such as {@code 192.0.2.0/24} (CIDR, RFC 4632). Names are not taken: what
 * they resolve to is for others to decide. Immutable, safe for use by many threads.
 *
 * <p>An IPv4 address that is written as IPv6, such as {@code ::ffff:192.0.2.7}, is that IPv4
 * address, in the list as well as where it is looked for. Apart from that the two kinds are kept
 * apart: {@code ::/0} is all of IPv6 and nothing of IPv4.
 */
public final class AddressList {

  private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
  private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final int MAPPED_BITS = 96;

  private final Set<Range> ranges;

  private AddressList(Set<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * Reads a list. Of an address in a range, only the bits before the slash's number count.
   *
   * @param text addresses and ranges, between them commas or white space; empty allows none
   * @throws IllegalArgumentException names what is no address or range
   */
  public static AddressList parse(String text) {
    Set<Range> ranges = new LinkedHashSet<>();
    for (String one : BETWEEN.split(requireNonNull(text, "text is null"))) {
      if (!one.isEmpty()) {
        ranges.add(range(one));
      }
    }
    return new AddressList(ranges);
  }

  /**
   * The address that a text stands for, without asking anybody for a name: {@code 192.0.2.7}, with
   * four decimal numbers and no zeros before them, or {@code 2001:db8::1}; no port, no brackets and
   * no zone. Empty for everything else.
   */
  public static Optional<InetAddress> address(String text) {
    return AddressText.parse(requireNonNull(text, "text is null"));
  }

  /** Whether the address is one of the list, or in one of its ranges. */
  public boolean contains(InetAddress address) {
    byte[] bytes = AddressText.bytes(requireNonNull(address, "address is null"));
    return ranges.stream().anyMatch(range -> range.contains(bytes));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** The same addresses and ranges, in the same order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AddressList list && ranges.equals(list.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  /** As it can be read again. */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(", "));
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network = AddressText.parse(address).orElseThrow(() -> notOne(text));
    byte[] bytes = AddressText.bytes(network);
    int most = bytes.length * 8;
    if (slash < 0) {
      return new Range(bytes, most);
    }
    String number = text.substring(slash + 1);
    if (!BITS.matcher(number).matches()) {
      throw notOne(text);
    }
    // A range of IPv4 written as IPv6 counts its bits from the start of the IPv6 address.
    boolean mapped = bytes.length == 4 && address.indexOf(':') >= 0;
    int bits = Integer.parseInt(number) - (mapped ? MAPPED_BITS : 0);
    if (bits < 0 || bits > most) {
      throw notOne(text);
    }
    return new Range(bytes, bits);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'%s' is no address such as 192.0.2.7 and no range such as 192.0.2.0/24".formatted(text));
  }

  /** The first bits of the addresses in it; the bits after them are zero. */
  private static final class Range {

    private final byte[] network;
    private final int bits;

    Range(byte[] address, int bits) {
      this.bits = bits;
      this.network = address.clone();
      for (int i = 0; i < network.length; i++) {
        network[i] &= (byte) mask(i);
      }
    }

    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int i = 0; i < network.length; i++) {
        if ((address[i] & mask(i)) != (network[i] & 0xFF)) {
          return false;
        }
      }
      return true;
    }

    /** Which bits of a byte count. */
    private int mask(int index) {
      int counting = Math.min(8, Math.max(0, bits - index * 8));
      return 0xFF << (8 - counting) & 0xFF;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Range range
          && bits == range.bits
          && Arrays.equals(network, range.network);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(network) + bits;
    }

    @Override
    public String toString() {
      String address = AddressText.of(network);
      return bits == network.length * 8 ? address : address + "/" + bits;
    }
  }
}
