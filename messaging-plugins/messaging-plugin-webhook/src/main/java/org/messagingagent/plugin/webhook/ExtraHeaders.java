package org.messagingagent.plugin.webhook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.messagingagent.spi.SettingProblem;

/** Headers that the operator adds: none that the plugin or HTTP itself has the say in. */
final class ExtraHeaders {

  private static final int MOST = 20;
  private static final int LONGEST_VALUE = 4_096;
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,100}");
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

  /**
   * What is wrong with the names.
   *
   * @param prefix what a name follows in its setting
   */
  static List<SettingProblem> problems(String prefix, Set<String> names) {
    List<SettingProblem> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      problem(name.toLowerCase(Locale.ROOT), seen)
          .ifPresent(problem -> problems.add(new SettingProblem(prefix + name, problem)));
    }
    return problems;
  }

  private static Optional<String> problem(String name, Set<String> seen) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of("is not the name of an HTTP header");
    }
    if (OURS.contains(name) || name.startsWith("webhook-") || name.startsWith("proxy-")) {
      return Optional.of("is a header that the plugin or HTTP itself sets");
    }
    if (!seen.add(name)) {
      return Optional.of("is there twice, since letter case does not count");
    }
    return seen.size() > MOST
        ? Optional.of("is one too many; there may be %d".formatted(MOST))
        : Optional.empty();
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
