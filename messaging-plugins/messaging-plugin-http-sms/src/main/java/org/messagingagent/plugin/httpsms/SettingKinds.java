package org.messagingagent.plugin.httpsms;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.callback.AddressList;

/** Kinds of settings that several are of, and what is wrong with a value of theirs. */
final class SettingKinds {

  private static final int SHORTEST_SECRET = 16;
  private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");
  private static final Pattern URL_SAFE = Pattern.compile("[A-Za-z0-9._~-]*");
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

  private SettingKinds() {}

  static PluginSetting printable(String key) {
    return PluginSetting.text(key)
        .checkedBy(
            value ->
                PRINTABLE.matcher(value).matches()
                    ? Optional.empty()
                    : Optional.of("must be printable ASCII"));
  }

  static PluginSetting list(String key) {
    return PluginSetting.text(key)
        .checkedBy(
            value -> {
              try {
                ValueRange.list(value);
                return Optional.empty();
              } catch (SettingFault e) {
                return Optional.of(e.getMessage());
              }
            });
  }

  static PluginSetting path(String key) {
    return PluginSetting.text(key)
        .checkedBy(
            value ->
                PATH.matcher(value).matches() && !value.contains("/.")
                    ? Optional.empty()
                    : Optional.of(
                        "must be a path such as /receipts, of letters, digits, - . _ ~, was '%s'"
                            .formatted(value)));
  }

  static PluginSetting secret(String key) {
    return PluginSetting.text(key).secret().checkedBy(SettingKinds::lengthProblem);
  }

  static PluginSetting urlSecret(String key) {
    return PluginSetting.text(key)
        .secret()
        .checkedBy(
            value ->
                lengthProblem(value)
                    .or(
                        () ->
                            URL_SAFE.matcher(value).matches() && !value.startsWith(".")
                                ? Optional.empty()
                                : Optional.of("must be of letters, digits, - . _ ~")));
  }

  private static Optional<String> lengthProblem(String value) {
    return value.length() >= SHORTEST_SECRET
        ? Optional.empty()
        : Optional.of("must have at least %d characters".formatted(SHORTEST_SECRET));
  }

  static PluginSetting.Check matches(String expression, String problem) {
    Pattern pattern = Pattern.compile(expression);
    return value ->
        pattern.matcher(value).matches()
            ? Optional.empty()
            : Optional.of("%s, was '%s'".formatted(problem, value));
  }

  static Optional<String> addressProblem(String value) {
    try {
      AddressList.parse(value);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("is wrong: " + e.getMessage());
    }
  }

  static Optional<String> charsetProblem(String value) {
    try {
      Charset charset = Charset.forName(value);
      return charset.canEncode()
              && Arrays.equals(
                  "&=%09AZ".getBytes(charset), "&=%09AZ".getBytes(StandardCharsets.US_ASCII))
          ? Optional.empty()
          : Optional.of("must be a character set that contains ASCII, was '%s'".formatted(value));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.of(
          "must be a character set such as UTF-8 or ISO-8859-1, was '%s'".formatted(value));
    }
  }
}
