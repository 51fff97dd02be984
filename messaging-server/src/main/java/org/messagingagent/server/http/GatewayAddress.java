package org.messagingagent.server.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a gateway calls: {@code /gateway/<plugin>} and all below it.
 *
 * @param plugin decoded; fit to be a plugin's name
 * @param path what follows it, as sent; begins with a slash
 */
record GatewayAddress(String plugin, String path) {

  private static final String PREFIX = "/gateway/";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int LONGEST_ENCODED_NAME = 3 * 64;
  private static final Pattern DOT_SEGMENT =
      Pattern.compile("/(\\.|%2e){1,2}(?=[/;]|$|%2f|%5c|\\\\)", Pattern.CASE_INSENSITIVE);

  /** Whether the path is one of those below {@code /gateway/}, known or not. */
  static boolean isGateway(String path) {
    return path.startsWith(PREFIX);
  }

  /**
   * The address at this path. Empty where the name cannot be a plugin's, once it is decoded, and
   * where a segment is {@code .} or {@code ..} in whatever spelling: no gateway sends such, and no
   * plugin should have to think of them.
   */
  static Optional<GatewayAddress> at(String path) {
    if (!isGateway(path)) {
      return Optional.empty();
    }
    int slash = path.indexOf('/', PREFIX.length());
    int end = slash < 0 ? path.length() : slash;
    String rest = slash < 0 ? "/" : path.substring(slash);
    if (end - PREFIX.length() > LONGEST_ENCODED_NAME || DOT_SEGMENT.matcher(rest).find()) {
      return Optional.empty();
    }
    return decode(path.substring(PREFIX.length(), end))
        .filter(name -> NAME.matcher(name).matches())
        .map(name -> new GatewayAddress(name, rest));
  }

  /** Decodes once, of ASCII only: a plugin's name has no other characters. */
  private static Optional<String> decode(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%') {
        int high = i + 2 < name.length() ? hex(name.charAt(i + 1)) : -1;
        int low = i + 2 < name.length() ? hex(name.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        c = (char) (high << 4 | low);
        i += 2;
      }
      plain.append(c);
    }
    return Optional.of(plain.toString());
  }

  private static int hex(char digit) {
    return digit < 0x80 ? Character.digit(digit, 16) : -1;
  }
}
