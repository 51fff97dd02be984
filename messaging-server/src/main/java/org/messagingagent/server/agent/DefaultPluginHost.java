package org.messagingagent.server.agent;

import java.net.URI;
import java.util.Optional;
import org.messagingagent.server.plugin.PluginHost;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.ReceivedMessage;

/** What plugins hand in by their gateways' own ways, on the store. */
public final class DefaultPluginHost implements PluginHost {

  @Override
  public long submitIncoming(String plugin, ReceivedMessage message) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public DeliveryReport.Result reportDelivery(String plugin, DeliveryReport report) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public KeyValueStore values(String owner) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Optional<URI> callbackAddress(String plugin) {
    return Optional.empty();
  }
}
