package org.messagingagent.server.inbox;

import java.time.Clock;
import java.util.Optional;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.InstalledPlugin.Handled;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;

/** How one plugin's messages are handed to its handler. Safe for use by many threads. */
interface HandOver extends AutoCloseable {

  /** What is to be done with a message after a call. */
  enum Next {
    /** Its outcome is written down. */
    RECORD,
    /** Nothing: it is another node's now, or has ended. */
    LEAVE,
    /** It is looked for again in a moment; the attempt does not count. */
    LATER
  }

  /**
   * How a call ended.
   *
   * @param failed whether the plugin, or what it needs, failed
   */
  record Ended(HandleOutcome outcome, boolean failed, Next next) {}

  /** Calls the handler in this thread. */
  Ended handOver(StoredIncoming message);

  /** Ends what calls that still run hold. */
  @Override
  default void close() {}

  /** The one of this plugin. */
  static HandOver of(InstalledPlugin plugin, Optional<TransactionStore> transactions, Clock clock) {
    if (!plugin.handlesInTransaction()) {
      return message -> {
        Handled handled = plugin.handle(toSpi(message));
        return new Ended(handled.outcome(), handled.failed(), Next.RECORD);
      };
    }
    return new TransactionalHandOver(
        plugin,
        transactions
            .orElseThrow(() -> new IllegalStateException("There are no transactions to be had"))
            .handlings(
                plugin.name(),
                plugin.limits().handleConcurrency(),
                plugin.limits().handleTimeout()),
        clock);
  }

  /** The message as its handler sees it. */
  static IncomingMessage toSpi(StoredIncoming message) {
    return new IncomingMessage(
        message.id(),
        message.plugin(),
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.sessionKey().isEmpty() ? Optional.empty() : Optional.of(message.sessionKey()),
        message.parentMessagingId(),
        message.receivedAt(),
        message.failures() + 1);
  }
}
