package org.messagingagent.plugin.discard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/**
 * Takes and sends everything, does nothing, and counts: for load tests and try-outs. Runs only
 * where {@code messaging.plugin.discard.enabled=true}, so that no message is lost in it by
 * accident. Takes a configuration with a call, and ignores it.
 *
 * <p>Settings, under {@code messaging.plugin.discard.}:
 *
 * <ul>
 *   <li>{@code delay}: how long each call takes, such as {@code 20ms}; 0 to 1 h, by default no time
 *   <li>{@code fail-every}: each n-th call of a direction answers "try again"; by default none does
 * </ul>
 */
public final class DiscardPlugin implements MessagingPlugin {

  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private final LongAdder handled = new LongAdder();
  private final LongAdder sent = new LongAdder();

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public DiscardPlugin() {}

  @Override
  public String name() {
    return "discard";
  }

  @Override
  public String version() {
    return Optional.ofNullable(getClass().getPackage().getImplementationVersion())
        .orElse("unknown");
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  /** How many incoming messages it has handled. */
  public long handled() {
    return handled.sum();
  }

  /** How many outgoing messages it has sent. */
  public long sent() {
    return sent.sum();
  }

  @Override
  public Channel open(PluginContext context) {
    PluginSettings settings = context.settings();
    Duration delay = settings.getDuration("delay", Duration.ZERO);
    if (delay.compareTo(LONGEST_DELAY) > 0) {
      throw new PluginSettingException("delay", "must be 1h at most, was %s".formatted(delay));
    }
    int failEvery = settings.getInt("fail-every", 0);
    if (failEvery < 0) {
      throw new PluginSettingException(
          "fail-every", "must be 0 for never, or more, was %d".formatted(failEvery));
    }
    return new DiscardChannel(delay, failEvery, handled, sent);
  }
}
