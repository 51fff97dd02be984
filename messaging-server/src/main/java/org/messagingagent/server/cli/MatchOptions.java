package org.messagingagent.server.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.MatchQuery;
import picocli.CommandLine.Option;

/** Which incoming messages. */
final class MatchOptions {

  @Option(names = "--plugin", paramLabel = "NAME", description = "Only of this plugin.")
  private Optional<String> plugin = Optional.empty();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only in this state: waiting, handled, dead, discarded.")
  private Optional<String> state = Optional.empty();

  @Option(names = "--session", paramLabel = "KEY", description = "Only of this session.")
  private Optional<String> session = Optional.empty();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only with this text in their reason, in any letter case.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Only received longer ago, such as 30m or 7d.")
  private Optional<String> olderThan = Optional.empty();

  @Option(
      names = "--newer-than",
      paramLabel = "AGE",
      description = "Only received within this time, such as 1h.")
  private Optional<String> newerThan = Optional.empty();

  /** Whether anything is asked for. */
  boolean any() {
    return plugin.isPresent()
        || state.isPresent()
        || session.isPresent()
        || reason.isPresent()
        || olderThan.isPresent()
        || newerThan.isPresent();
  }

  /** What cannot be asked of outgoing messages; empty where nothing is. */
  Optional<String> incomingOnly() {
    return session
        .map(given -> "--session")
        .or(() -> reason.map(given -> "--reason"))
        .or(() -> olderThan.map(given -> "--older-than"))
        .or(() -> newerThan.map(given -> "--newer-than"));
  }

  Optional<String> plugin() {
    return plugin;
  }

  Optional<String> state() {
    return state;
  }

  MatchQuery query() {
    return query(state);
  }

  /**
   * The same with another state.
   *
   * @param wanted in place of the option
   */
  MatchQuery query(Optional<String> wanted) {
    Instant now = Instant.now();
    return new MatchQuery(
        plugin,
        wanted,
        session,
        reason,
        newerThan.map(age -> since("--newer-than", age, now)),
        olderThan.map(age -> since("--older-than", age, now)));
  }

  /** The time that is so long ago, as the administration takes it. */
  static String since(String option, String age, Instant now) {
    try {
      Duration duration = SettingType.TIME.parser().apply(age);
      return now.minus(duration).toString();
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new CliException(
          "%s takes a time with a unit, such as 30m, 12h or 7d; was '%s'".formatted(option, age));
    }
  }
}
