package org.messagingagent.spi.callback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Network addresses as text. Stricter than the JDK, which takes some texts for names. */
final class AddressText {

  private static final String NUMBER = "(?:0|[1-9][0-9]{0,2})";
  private static final Pattern IPV4 =
      Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "\\." + NUMBER);
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");
  private static final int LONGEST = 45;

  private AddressText() {}

  /** The address; empty where the text is none. */
  static Optional<InetAddress> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    if (IPV4.matcher(text).matches()) {
      return ipv4(text);
    }
    // The end of an IPv6 address may be written as IPv4.
    int end = text.indexOf('.') < 0 ? text.length() : text.lastIndexOf(':') + 1;
    boolean plain = end == text.length() || ipv4(text.substring(end)).isPresent();
    return plain && IPV6.matcher(text.substring(0, end)).matches()
        ? literal(text)
        : Optional.empty();
  }

  /** An address as bytes, where an IPv4 address has 4, however it came. */
  static byte[] bytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    return isMapped(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
  }

  /** The address with these 4 or 16 bytes, such as {@code 192.0.2.7}. */
  static String of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }

  private static Optional<InetAddress> ipv4(String text) {
    if (!IPV4.matcher(text).matches()) {
      return Optional.empty();
    }
    for (String number : text.split("\\.")) {
      if (Integer.parseInt(number) > 255) {
        return Optional.empty();
      }
    }
    return literal(text);
  }

  /** What has been found to be no name is not looked up as one. */
  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isMapped(byte[] bytes) {
    if (bytes.length != 16 || bytes[10] != (byte) 0xFF || bytes[11] != (byte) 0xFF) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
