package org.messagingagent.server.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.InstalledPlugin.Handled;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore.Handling;
import org.messagingagent.server.store.TransactionStore.Handlings;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.spi.HandleOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to a handler in a transaction each, which is committed where the message is
 * handled. What was committed is never handed over again, also where this node died, or was buried,
 * before it could write the outcome down.
 */
final class TransactionalHandOver implements HandOver {

  private static final Logger log = LoggerFactory.getLogger(TransactionalHandOver.class);

  private final InstalledPlugin plugin;
  private final Handlings handlings;
  private final Clock clock;
  private final LogThrottle connectionLog = new LogThrottle(Duration.ofSeconds(10));
  private final LogThrottle commitLog = new LogThrottle(Duration.ofSeconds(1));

  TransactionalHandOver(InstalledPlugin plugin, Handlings handlings, Clock clock) {
    this.plugin = plugin;
    this.handlings = handlings;
    this.clock = clock;
  }

  @Override
  public Ended handOver(StoredIncoming message) {
    Optional<Handling> begun;
    try {
      begun = handlings.begin(message);
    } catch (StoreException e) {
      connectionLog.log(
          suppressed ->
              log.warn(
                  "Plugin {} has no transaction to handle messages in; they wait: {}{}",
                  plugin.name(),
                  e.getMessage(),
                  suppressed));
      return new Ended(HandleOutcome.retry("There was no transaction"), true, Next.LATER);
    }
    if (begun.isEmpty()) {
      return new Ended(HandleOutcome.handled(), false, Next.RECORD);
    }
    try (Handling handling = begun.get()) {
      Settling settling = new Settling(message, handling);
      Handled handled = plugin.handle(HandOver.toSpi(message), handling.connection(), settling);
      return new Ended(handled.outcome(), handled.failed(), settling.next);
    }
  }

  @Override
  public void close() {
    handlings.close();
  }

  /** Commits the transaction of one message where that is handled. */
  private final class Settling implements UnaryOperator<Handled> {

    private final StoredIncoming message;
    private final Handling handling;
    private Next next = Next.RECORD;

    Settling(StoredIncoming message, Handling handling) {
      this.message = message;
      this.handling = handling;
    }

    @Override
    public Handled apply(Handled answered) {
      if (answered.outcome().kind() != HandleOutcome.Kind.HANDLED) {
        return answered;
      }
      try {
        return switch (handling.commit(clock.instant())) {
          case COMMITTED, DONE_BEFORE -> answered;
          case LOST -> {
            next = Next.LEAVE;
            yield new Handled(HandleOutcome.retry("Another node has taken it over"), false);
          }
          case BROKEN -> failed("the handler ended the transaction itself, by SQL");
        };
      } catch (StoreException e) {
        return failed(e.getMessage());
      }
    }

    private Handled failed(String why) {
      String reason = "Its transaction was not committed: " + why;
      commitLog.log(
          suppressed ->
              log.warn(
                  "Plugin {}, incoming message {}: {}{}",
                  plugin.name(),
                  message.id(),
                  reason,
                  suppressed));
      return new Handled(HandleOutcome.retry(reason), true);
    }
  }
}
