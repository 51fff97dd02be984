package org.messagingagent.server.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.soap.Contract;
import org.messagingagent.server.soap.SoapService;

/** Where a service is found: {@code /Remote/ServicesNN/Messaging.svc}. */
record SoapAddress(SoapService service, int number) {

  private static final Map<String, SoapAddress> AS_PUBLISHED = new HashMap<>();
  private static final Map<String, SoapAddress> LOWER_CASE = new HashMap<>();
  private static final int LONGEST = 256;

  static {
    for (int number : Contract.NUMBERS) {
      for (SoapService service : SoapService.values()) {
        SoapAddress address = new SoapAddress(service, number);
        AS_PUBLISHED.put(address.path(), address);
        LOWER_CASE.put(address.path().toLowerCase(Locale.ROOT), address);
      }
    }
  }

  /** The path as published. */
  String path() {
    return "/Remote/Services%d/%s.svc".formatted(number, service.serviceName());
  }

  /**
   * The service at this path. Letter case does not matter, one slash at the end neither, and a
   * letter may be percent-encoded (RFC 3986, 6.2.2.2); dot segments, parameters and doubled slashes
   * lead nowhere.
   */
  static Optional<SoapAddress> at(String path) {
    SoapAddress exact = AS_PUBLISHED.get(path);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (path.length() > LONGEST) {
      return Optional.empty();
    }
    String plain = decode(path).toLowerCase(Locale.ROOT);
    if (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return Optional.ofNullable(LOWER_CASE.get(plain));
  }

  /** Decodes what stands for a letter, digit or dot; everything else stays, and matches nothing. */
  private static String decode(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    StringBuilder plain = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' && i + 2 < path.length()) {
        int high = Character.digit(path.charAt(i + 1), 16);
        int low = Character.digit(path.charAt(i + 2), 16);
        int decoded = high * 16 + low;
        if (high >= 0 && low >= 0 && isUnreserved(decoded)) {
          plain.append((char) decoded);
          i += 2;
          continue;
        }
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static boolean isUnreserved(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.';
  }
}
