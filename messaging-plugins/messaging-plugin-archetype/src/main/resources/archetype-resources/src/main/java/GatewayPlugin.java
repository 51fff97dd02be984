package ${package};

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SpiVersion;

/** Sends and receives through a gateway over HTTP; the README says what the gateway does. */
@RequiresSpi(SpiVersion.CURRENT)
public final class GatewayPlugin implements MessagingPlugin {

  private static final int SHORTEST_SECRET = 16;

  /** For {@link java.util.ServiceLoader}. */
  public GatewayPlugin() {}

  @Override
  public String name() {
    return "${pluginName}";
  }

  @Override
  public String description() {
    return "Sends and receives messages through the gateway ${pluginName}.";
  }

  @Override
  public int maxContentLength() {
    return 1_600;
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        PluginSetting.url("url")
            .required()
            .describedAs("Where the gateway is, such as https://gateway.example.com/v1"),
        PluginSetting.text("token")
            .required()
            .secret()
            .describedAs("What the gateway knows this account by"),
        PluginSetting.text("callback-secret")
            .required()
            .secret()
            .checkedBy(
                secret ->
                    secret.length() >= SHORTEST_SECRET
                        ? Optional.empty()
                        : Optional.of(
                            "must have at least %d characters".formatted(SHORTEST_SECRET)))
            .describedAs("What the gateway signs its own requests with"),
        PluginSetting.duration("timeout")
            .between(Duration.ofMillis(100), Duration.ofSeconds(45))
            .withDefault(Duration.ofSeconds(10))
            .describedAs("How long the gateway may take to answer"));
  }

  @Override
  public Channel open(PluginContext context) {
    return new GatewayChannel(context);
  }
}
