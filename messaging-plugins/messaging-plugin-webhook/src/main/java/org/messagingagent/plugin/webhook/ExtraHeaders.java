package org.messagingagent.plugin.webhook;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Headers that the operator adds: none that the plugin or HTTP itself has the say in. */
final class ExtraHeaders {

  private static final int MOST = 20;
  private static final int LONGEST_VALUE = 4_096;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "te",
          "traceparent",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private ExtraHeaders() {}

  /** What is wrong with the names, in words that follow the setting's name. */
  static Optional<String> problem(Set<String> names) {
    if (names.size() > MOST) {
      return Optional.of("may be at most %d, are %d".formatted(MOST, names.size()));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches()) {
        return Optional.of("must have the name of an HTTP header, has '%s'".formatted(name));
      }
      if (OURS.contains(lower) || lower.startsWith("webhook-") || lower.startsWith("proxy-")) {
        return Optional.of("must not be %s, which the plugin sets itself".formatted(name));
      }
      if (!seen.add(lower)) {
        return Optional.of("has %s twice".formatted(lower));
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a value, in words that follow the setting's name; does not quote it. */
  static Optional<String> valueProblem(String value) {
    return value.length() <= LONGEST_VALUE && VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(
            "must be at most %d printable characters of ASCII on one line"
                .formatted(LONGEST_VALUE));
  }
}
