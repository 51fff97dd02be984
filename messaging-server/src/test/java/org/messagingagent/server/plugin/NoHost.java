package org.messagingagent.server.plugin;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SubmissionException;

/** For plugins that call nothing of the server. */
public enum NoHost implements PluginHost {
  HOST;

  @Override
  public long submitIncoming(String plugin, ReceivedMessage message) {
    throw none();
  }

  @Override
  public DeliveryReport.Result reportDelivery(String plugin, DeliveryReport report) {
    throw none();
  }

  @Override
  public Optional<DeliveryReport.Result> reportDeliveryIfKnown(
      String plugin, DeliveryReport report) {
    throw none();
  }

  /** Forgotten at once. */
  @Override
  public KeyValueStore values(String owner) {
    return new TestKeyValueStore(Clock.systemUTC());
  }

  @Override
  public Optional<URI> callbackAddress(String plugin) {
    return Optional.empty();
  }

  private static SubmissionException none() {
    return new SubmissionException("There is no server here", false);
  }
}
