package org.messagingagent.plugin.httpsms;

import java.util.List;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.SpiVersion;

/**
 * Sends SMS by a vendor's HTTP API that the settings describe, and takes the vendor's receipts and
 * incoming messages.
 */
@RequiresSpi(SpiVersion.CURRENT)
public final class HttpSmsPlugin implements MessagingPlugin {

  static final String NAME = "http-sms";

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public HttpSmsPlugin() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Sends SMS by a vendor's HTTP API that settings describe, and takes its receipts and incoming messages.";
  }

  @Override
  public List<String> formats() {
    return List.of(TextLimits.ONE_SMS, TextLimits.TEXT);
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public List<PluginSetting> settings() {
    return Declarations.all();
  }

  @Override
  public List<SettingProblem> check(PluginSettings settings) {
    return Setup.problems(settings);
  }

  @Override
  public Channel open(PluginContext context) {
    return HttpSmsChannel.open(context, Setup.of(context.settings()));
  }
}
