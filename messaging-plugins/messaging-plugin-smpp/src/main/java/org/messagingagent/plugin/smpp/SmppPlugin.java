package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.SpiVersion;

/**
 * Sends and receives SMS through an SMSC by SMPP 3.4.
 *
 * <p>A message that the SMSC may have taken without saying so has an unknown outcome and is never
 * sent again. Long messages go in parts, with one status made of all their receipts. What comes in
 * is confirmed to the SMSC when it is on disk.
 */
@RequiresSpi(SpiVersion.CURRENT)
public final class SmppPlugin implements MessagingPlugin {

  /** One short message, as long as that may be. */
  static final String ONE_MESSAGE = "sms/160";

  /** A text of any length. */
  static final String ANY_LENGTH = "sms/text";

  private static final int GSM_CHARACTERS_OF_A_PART = 153;

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public SmppPlugin() {}

  @Override
  public String name() {
    return "smpp";
  }

  @Override
  public String description() {
    return "Sends and receives SMS through an SMSC that speaks SMPP 3.4.";
  }

  @Override
  public List<String> formats() {
    return List.of(ONE_MESSAGE, ANY_LENGTH);
  }

  @Override
  public int maxContentLength() {
    return SmppSettings.MOST_PARTS * GSM_CHARACTERS_OF_A_PART;
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public List<PluginSetting> settings() {
    return SmppSettings.all();
  }

  @Override
  public List<SettingProblem> check(PluginSettings settings) {
    List<SettingProblem> problems = new ArrayList<>();
    Duration least = settings.getDuration(SmppSettings.RECONNECT_MIN);
    if (least.compareTo(settings.getDuration(SmppSettings.RECONNECT_MAX)) > 0) {
      problems.add(
          new SettingProblem(
              SmppSettings.RECONNECT_MAX,
              "must be at least %s, which is %d ms"
                  .formatted(SmppSettings.RECONNECT_MIN, least.toMillis())));
    }
    if (!settings.getBoolean(SmppSettings.TLS)) {
      for (String key :
          List.of(SmppSettings.TLS_SERVER_NAME, SmppSettings.TRUST_STORE, SmppSettings.KEY_STORE)) {
        if (settings.isSet(key)) {
          problems.add(new SettingProblem(key, "is of no use without tls=true"));
        }
      }
    }
    needs(settings, SmppSettings.TRUST_STORE_PASSWORD, SmppSettings.TRUST_STORE, problems);
    needs(settings, SmppSettings.KEY_STORE_PASSWORD, SmppSettings.KEY_STORE, problems);
    source(settings).ifPresent(problems::add);
    return problems;
  }

  @Override
  public Channel open(PluginContext context) {
    PluginSettings settings = context.settings();
    return SmppChannel.open(
        context,
        LinkConfig.of(context.pluginName(), settings),
        SendConfig.of(settings),
        IncomingConfig.of(settings),
        SmscSockets.of(settings));
  }

  private static void needs(
      PluginSettings settings, String key, String other, List<SettingProblem> problems) {
    if (settings.isSet(key) && !settings.isSet(other)) {
      problems.add(new SettingProblem(key, "is of no use without " + other));
    }
  }

  private static Optional<SettingProblem> source(PluginSettings settings) {
    try {
      SendConfig.of(settings).addresses().source("");
      return Optional.empty();
    } catch (UnsendableException e) {
      return Optional.of(
          new SettingProblem(
              SmppSettings.SOURCE,
              "must be a phone number such as +4712345678, or a name of at most 11 letters, digits and signs of ASCII"));
    }
  }
}
