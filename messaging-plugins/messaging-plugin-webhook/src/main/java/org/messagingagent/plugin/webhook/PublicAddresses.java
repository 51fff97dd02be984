package org.messagingagent.plugin.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.messagingagent.spi.callback.AddressList;

/**
 * Tells addresses of the public internet from all others, by the IANA registries of special-purpose
 * addresses (RFC 6890) and of IPv6 unicast addresses. In doubt an address is not public.
 */
final class PublicAddresses {

  private static final AddressList IPV4 = AddressList.parse("0.0.0.0/0");

  private static final AddressList NOT_PUBLIC_IPV4 =
      AddressList.parse(
          String.join(
              " ",
              "0.0.0.0/8", // this network; 0.0.0.0 leads to loopback
              "10.0.0.0/8", // private
              "100.64.0.0/10", // shared by carriers
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, with the metadata of cloud machines
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // relays from 6to4
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4")); // reserved, and broadcast

  /** What is given out for the internet so far; the rest is local, mapped or reserved. */
  private static final AddressList GLOBAL_IPV6 = AddressList.parse("2000::/3");

  private static final AddressList NOT_PUBLIC_IPV6 =
      AddressList.parse(
          String.join(
              " ",
              "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4, which leads to any IPv4 address
              "3fff::/20")); // documentation

  /** IPv4 behind a translator (RFC 6052): as public as the IPv4 address at its end. */
  private static final AddressList TRANSLATED = AddressList.parse("64:ff9b::/96");

  private PublicAddresses() {}

  static boolean contains(InetAddress address) {
    if (TRANSLATED.contains(address)) {
      return contains(embedded(address));
    }
    // The list takes a mapped address (::ffff:10.0.0.1) for the IPv4 address that it is.
    return GLOBAL_IPV6.contains(address) && !NOT_PUBLIC_IPV6.contains(address)
        || IPV4.contains(address) && !NOT_PUBLIC_IPV4.contains(address);
  }

  private static InetAddress embedded(InetAddress address) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are an address", e);
    }
  }
}
