package org.messagingagent.plugin.webhook;

import java.util.List;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.SpiVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts each incoming message as JSON to one address, signed as the Standard Webhooks specification
 * says. It calls public addresses, and what else the operator allows; it follows no redirect.
 *
 * <p>A message may be posted more than once, with the same {@code webhook-id}: it is handed over at
 * least once.
 */
@RequiresSpi(SpiVersion.CURRENT)
public final class WebhookPlugin implements MessagingPlugin {

  private static final Logger log = LoggerFactory.getLogger(WebhookPlugin.class);

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public WebhookPlugin() {}

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public String description() {
    return "Posts each incoming message as JSON to an address by HTTP, signed by Standard Webhooks.";
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public List<PluginSetting> settings() {
    return WebhookSettings.declared();
  }

  @Override
  public List<SettingProblem> check(PluginSettings settings) {
    return WebhookSettings.problems(settings);
  }

  @Override
  public Channel open(PluginContext context) throws Exception {
    return open(context, Names.SYSTEM);
  }

  /** With names that a test has made up. */
  Channel open(PluginContext context, Names names) throws Exception {
    WebhookSettings settings = WebhookSettings.of(context.settings());
    Waits.problem(context.pluginName(), settings.timeout(), context.handleTimeout())
        .ifPresent(log::warn);
    WebhookMetrics metrics = new WebhookMetrics(context.metrics());
    ReceiverClient client =
        ReceiverClient.start(
            context.pluginName(), settings, names, metrics, "messaging-agent-webhook/" + version());
    return new WebhookHandler(context, settings.signer(), client, metrics);
  }
}
