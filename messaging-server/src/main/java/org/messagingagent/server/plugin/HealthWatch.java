package org.messagingagent.server.plugin;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.messagingagent.spi.Health;

/**
 * How a plugin is doing, for operators who ask as often as they like: it is asked at most every two
 * seconds, on a thread of its own, and never twice at once. Safe for use by many threads.
 */
public final class HealthWatch {

  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final FreshAnswer<Health> answer;
  private final Health silent;

  /**
   * @param loader what the asking thread gets as context class loader
   * @param question asks the plugin, such as {@link VendorCalls#health()}
   */
  HealthWatch(String plugin, ClassLoader loader, Supplier<Health> question, Clock clock) {
    this(plugin, loader, question, clock, LIMIT);
  }

  /** As above, with another time to answer. */
  HealthWatch(
      String plugin, ClassLoader loader, Supplier<Health> question, Clock clock, Duration limit) {
    answer = new FreshAnswer<>("health-" + plugin, loader, question, FRESH, limit, clock);
    silent = Health.down("it did not answer within %s".formatted(PluginFinder.seconds(limit)));
  }

  /** Has the plugin asked, without waiting: of use before several plugins are asked. */
  public void prepare() {
    answer.begin();
  }

  /**
   * How it is doing now, or was at most 2 s ago; takes at most 1 s. {@link Health.Status#DOWN}
   * where it does not answer within 1 s, and as long as that call hangs.
   */
  public Health health() {
    return answer.ask().orElse(silent);
  }
}
