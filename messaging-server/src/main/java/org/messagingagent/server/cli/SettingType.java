package org.messagingagent.server.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.messagingagent.spi.callback.AddressList;

/**
 * How a setting is written.
 *
 * @param name what it is called in listings
 * @param expected what to say to who wrote it wrong
 * @param parser throws IllegalArgumentException or ArithmeticException for what is wrong
 */
record SettingType<T>(
    String name, String expected, Function<String, T> parser, Function<T, String> writer) {

  private static final long KIB = 1024;

  static final SettingType<String> TEXT =
      new SettingType<>("text", "must be text", value -> value, value -> value);

  static final SettingType<Integer> NUMBER =
      new SettingType<>(
          "number", "must be a whole number", Integer::valueOf, value -> Integer.toString(value));

  static final SettingType<Boolean> BOOLEAN =
      new SettingType<>(
          "true or false",
          "must be true or false",
          SettingType::parseBoolean,
          value -> Boolean.toString(value));

  static final SettingType<Duration> TIME =
      new SettingType<>(
          "time",
          "must be a time with its unit, such as 500ms, 30s, 5m, 2h or 1d",
          SettingType::parseTime,
          SettingType::writeTime);

  static final SettingType<Long> SIZE =
      new SettingType<>(
          "size",
          "must be a number of bytes, or one with a unit, such as 64KiB, 10MiB or 1GiB",
          SettingType::parseSize,
          SettingType::writeSize);

  static final SettingType<Path> PATH =
      new SettingType<>("path", "must be a path", SettingType::parsePath, Path::toString);

  static final SettingType<URI> URL =
      new SettingType<>("URL", "must be a URL", SettingType::parseUrl, URI::toString);

  static final SettingType<AddressList> ADDRESSES =
      new SettingType<>(
          "addresses",
          "must be addresses such as 192.0.2.7 or ranges such as 192.0.2.0/24, with commas between",
          AddressList::parse,
          AddressList::toString);

  static SettingType<String> oneOf(List<String> values) {
    String all = String.join(", ", values);
    return new SettingType<>(
        "one of " + all,
        "must be one of " + all,
        value -> {
          String lower = value.toLowerCase(Locale.ROOT);
          if (!values.contains(lower)) {
            throw new IllegalArgumentException(value);
          }
          return lower;
        },
        value -> value);
  }

  private static boolean parseBoolean(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(value);
    };
  }

  private static Duration parseTime(String value) {
    int unit = unitAt(value);
    long amount = Long.parseLong(value.substring(0, unit));
    return switch (value.substring(unit).strip()) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> throw new IllegalArgumentException(value);
    };
  }

  private static String writeTime(Duration value) {
    long millis = value.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 86_400 == 0 && seconds > 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0 && seconds > 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static long parseSize(String value) {
    int unit = unitAt(value);
    long amount = Long.parseLong(value.substring(0, unit));
    return switch (value.substring(unit).strip().toLowerCase(Locale.ROOT)) {
      case "", "b" -> amount;
      case "kib" -> Math.multiplyExact(amount, KIB);
      case "mib" -> Math.multiplyExact(amount, KIB * KIB);
      case "gib" -> Math.multiplyExact(amount, KIB * KIB * KIB);
      default -> throw new IllegalArgumentException(value);
    };
  }

  private static String writeSize(long value) {
    if (value > 0 && value % (KIB * KIB) == 0) {
      return value / (KIB * KIB) + "MiB";
    }
    return value > 0 && value % KIB == 0 ? value / KIB + "KiB" : Long.toString(value);
  }

  private static Path parsePath(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static URI parseUrl(String value) {
    try {
      return new URI(value);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static int unitAt(String value) {
    int at = 0;
    while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
