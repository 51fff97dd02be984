package org.messagingagent.server.plugin;

import java.net.URI;
import java.util.Optional;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.ReceivedMessage;

/** For plugins that call nothing of the server, but what it notes of them stays. */
public record KeepingHost(KeyValueStore kept) implements PluginHost {

  @Override
  public long submitIncoming(String plugin, ReceivedMessage message) {
    return NoHost.HOST.submitIncoming(plugin, message);
  }

  @Override
  public DeliveryReport.Result reportDelivery(String plugin, DeliveryReport report) {
    return NoHost.HOST.reportDelivery(plugin, report);
  }

  @Override
  public Optional<DeliveryReport.Result> reportDeliveryIfKnown(
      String plugin, DeliveryReport report) {
    return NoHost.HOST.reportDeliveryIfKnown(plugin, report);
  }

  @Override
  public KeyValueStore values(String owner) {
    return kept;
  }

  @Override
  public Optional<URI> callbackAddress(String plugin) {
    return Optional.empty();
  }
}
