package org.messagingagent.server.plugin;

import static org.messagingagent.server.support.ConfigChecks.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/**
 * What one plugin may take of the server, so that it harms no other: the operator's {@code
 * messaging.plugin.<name>.limits.…}.
 *
 * @param handleConcurrency how many incoming messages it handles at a time, 1 to 1,000
 * @param sendConcurrency how many calls send its messages at a time, 1 to 1,000
 * @param callbackConcurrency how many requests of its gateway it answers at a time, 1 to 1,000
 * @param handleRate how many incoming messages it handles a second; 0 for no limit
 * @param sendRate how many messages it sends a second; 0 for no limit
 * @param handleTimeout how long it may take over an incoming message before it is interrupted
 * @param sendTimeout how long it may take over a call that sends before it is interrupted
 * @param callbackTimeout how long it may take over a request of its gateway
 * @param breakerFailures of the last {@link #breakerCalls} calls in a direction, how many in a
 *     hundred fail before it is called no more for a while; 0 for never
 * @param breakerCalls over how many calls failures are counted, 5 to 10,000
 * @param breakerPause for how long it is not called then, before a few calls try it again
 * @param queueShare its share of the memory for waiting messages, beside those of the others; 1 to
 *     100
 */
public record PluginLimits(
    int handleConcurrency,
    int sendConcurrency,
    int callbackConcurrency,
    int handleRate,
    int sendRate,
    Duration handleTimeout,
    Duration sendTimeout,
    Duration callbackTimeout,
    int breakerFailures,
    int breakerCalls,
    Duration breakerPause,
    int queueShare) {

  /** The prefix of these settings. */
  static final String PREFIX = "limits.";

  private static final int MOST_THREADS = 1_000;
  private static final int HIGHEST_RATE = 1_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** What a plugin gets for which the operator sets nothing. */
  public static final PluginLimits DEFAULTS =
      new PluginLimits(
          8,
          16,
          16,
          0,
          0,
          Duration.ofMinutes(5),
          Duration.ofSeconds(50),
          Duration.ofSeconds(30),
          80,
          50,
          Duration.ofSeconds(10),
          10);

  public PluginLimits {
    check(
        handleConcurrency >= 1 && handleConcurrency <= MOST_THREADS,
        "the number of messages that a plugin handles at a time must be 1 to 1000, was %s",
        handleConcurrency);
    check(
        sendConcurrency >= 1 && sendConcurrency <= MOST_THREADS,
        "the number of messages that a plugin sends at a time must be 1 to 1000, was %s",
        sendConcurrency);
  }

  /** The same, with other numbers of threads, 1 to 1,000. */
  public PluginLimits withConcurrency(int handle, int send) {
    return new PluginLimits(
        handle,
        send,
        callbackConcurrency,
        handleRate,
        sendRate,
        handleTimeout,
        sendTimeout,
        callbackTimeout,
        breakerFailures,
        breakerCalls,
        breakerPause,
        queueShare);
  }

  /** What the gate for incoming messages keeps to. */
  CallGate.Limits handling() {
    return new CallGate.Limits(
        handleConcurrency, handleRate, breakerFailures, breakerCalls, breakerPause);
  }

  /** What the gate for messages to send keeps to. */
  CallGate.Limits sending() {
    return new CallGate.Limits(
        sendConcurrency, sendRate, breakerFailures, breakerCalls, breakerPause);
  }

  /** The settings that each plugin has, with these as their defaults. */
  public List<PluginSetting> declared() {
    return List.of(
        PluginSetting.number("limits.handle-concurrency")
            .between(1, MOST_THREADS)
            .withDefault(handleConcurrency)
            .describedAs("How many incoming messages are handled at a time"),
        PluginSetting.number("limits.send-concurrency")
            .between(1, MOST_THREADS)
            .withDefault(sendConcurrency)
            .describedAs("How many calls to the plugin send messages at a time"),
        PluginSetting.number("limits.callback-concurrency")
            .between(1, MOST_THREADS)
            .withDefault(callbackConcurrency)
            .describedAs("How many requests of the gateway are answered at a time"),
        PluginSetting.number("limits.handle-rate")
            .between(0, HIGHEST_RATE)
            .withDefault(handleRate)
            .describedAs("How many incoming messages are handled a second; 0 for no limit"),
        PluginSetting.number("limits.send-rate")
            .between(0, HIGHEST_RATE)
            .withDefault(sendRate)
            .describedAs("How many messages are sent a second; 0 for no limit"),
        PluginSetting.duration("limits.handle-timeout")
            .between(SHORTEST, LONGEST)
            .withDefault(handleTimeout)
            .describedAs("How long handling a message may take before it is interrupted"),
        PluginSetting.duration("limits.send-timeout")
            .between(SHORTEST, LONGEST)
            .withDefault(sendTimeout)
            .describedAs("How long a call that sends may take before it is interrupted"),
        PluginSetting.duration("limits.callback-timeout")
            .between(SHORTEST, Duration.ofMinutes(5))
            .withDefault(callbackTimeout)
            .describedAs("How long answering a request of the gateway may take"),
        PluginSetting.number("limits.breaker-failures")
            .between(0, 100)
            .withDefault(breakerFailures)
            .describedAs(
                "How many calls in a hundred fail before the plugin is not called for a while; 0 for never"),
        PluginSetting.number("limits.breaker-calls")
            .between(5, 10_000)
            .withDefault(breakerCalls)
            .describedAs("Over how many of the last calls failures are counted"),
        PluginSetting.duration("limits.breaker-pause")
            .between(SHORTEST, LONGEST)
            .withDefault(breakerPause)
            .describedAs("How long the plugin is not called after too many failures"),
        PluginSetting.number("limits.queue-share")
            .between(1, 100)
            .withDefault(queueShare)
            .describedAs(
                "The plugin's share of the memory for waiting messages, beside the others'"));
  }

  /**
   * These limits with what an operator set.
   *
   * @param values keys that begin with {@value #PREFIX}
   * @throws PluginSettingException with all that is wrong
   */
  PluginLimits with(Map<String, String> values) {
    PluginSettings set = PluginSettings.of(declared(), values);
    return new PluginLimits(
        set.getInt("limits.handle-concurrency"),
        set.getInt("limits.send-concurrency"),
        set.getInt("limits.callback-concurrency"),
        set.getInt("limits.handle-rate"),
        set.getInt("limits.send-rate"),
        set.getDuration("limits.handle-timeout"),
        set.getDuration("limits.send-timeout"),
        set.getDuration("limits.callback-timeout"),
        set.getInt("limits.breaker-failures"),
        set.getInt("limits.breaker-calls"),
        set.getDuration("limits.breaker-pause"),
        set.getInt("limits.queue-share"));
  }
}
