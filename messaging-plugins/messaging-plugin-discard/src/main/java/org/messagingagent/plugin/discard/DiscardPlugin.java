package org.messagingagent.plugin.discard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SpiVersion;

/**
 * Takes and sends everything, does nothing, and counts: for load tests and try-outs. Runs only
 * where {@code messaging.plugin.discard.enabled=true}, so that no message is lost in it by
 * accident. Takes a configuration with a call, and ignores it.
 */
@RequiresSpi(SpiVersion.CURRENT)
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
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public String description() {
    return "Takes and sends everything and does nothing, for load tests and try-outs.";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        PluginSetting.duration("delay")
            .between(Duration.ZERO, LONGEST_DELAY)
            .withDefault(Duration.ZERO)
            .describedAs("How long each call takes"),
        PluginSetting.number("fail-every")
            .between(0, Integer.MAX_VALUE)
            .withDefault(0)
            .describedAs("Each call of this number in a direction answers \"try again\"; 0: none"));
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
    return new DiscardChannel(
        settings.getDuration("delay"), settings.getInt("fail-every"), handled, sent);
  }
}
