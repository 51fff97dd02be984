package org.messagingagent.server.plugin;

import java.net.URI;
import java.util.Optional;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.ReceivedMessage;

/**
 * What the rest of the server does for plugins: the other side of their context. Safe for use by
 * many threads. What it throws is {@link org.messagingagent.spi.SubmissionException}, fit for
 * vendors' eyes.
 */
public interface PluginHost {

  /** See {@link org.messagingagent.spi.PluginContext#submitIncoming}. */
  long submitIncoming(String plugin, ReceivedMessage message);

  /** See {@link org.messagingagent.spi.PluginContext#reportDelivery}. */
  DeliveryReport.Result reportDelivery(String plugin, DeliveryReport report);

  /** See {@link org.messagingagent.spi.PluginContext#reportDeliveryIfKnown}. */
  Optional<DeliveryReport.Result> reportDeliveryIfKnown(String plugin, DeliveryReport report);

  /**
   * The values of one owner.
   *
   * @param owner a plugin's name; with a slash in it, which no plugin's name has, the server's own
   */
  KeyValueStore values(String owner);

  /**
   * Whether incoming messages can be handled in transactions of the database in which they are: by
   * a {@link org.messagingagent.spi.TransactionalHandler}.
   */
  default boolean offersTransactions() {
    return false;
  }

  /** Who is told of the calls of plugins. */
  default CallObserver callObserver() {
    return CallObserver.NONE;
  }

  /** See {@link org.messagingagent.spi.PluginContext#callbackAddress}. */
  Optional<URI> callbackAddress(String plugin);
}
