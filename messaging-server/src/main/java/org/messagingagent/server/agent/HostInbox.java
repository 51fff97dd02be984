package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.TransactionStore;

/**
 * Takes messages in the transactions of the host that embeds the server, with the checks of
 * CreateMessage. Safe for use by many threads.
 */
public final class HostInbox {

  private final IncomingDrafts drafts;
  private final Optional<TransactionStore> transactions;
  private final StoreCalls calls = new StoreCalls("call again");

  public HostInbox(AgentConfig config, RunningPlugins plugins, Store store, Clock clock) {
    this.drafts =
        new IncomingDrafts(
            new PluginChecks(plugins, config.defaultPlugin()),
            requireNonNull(clock, "clock is null"));
    this.transactions = store.transactions();
  }

  /**
   * Stores a message in the transaction that the connection has open.
   *
   * @param caller the host or a part of it; of messages under one idempotency key one is stored
   * @return the message's id, positive; of the message that was stored before under the key, where
   *     there is one
   * @throws MessagingException where the message is refused; nothing was changed. A {@link
   *     TryAgainException} where the server's own connections do not answer
   * @throws org.messagingagent.server.store.UnfitConnectionException where the connection cannot be
   *     used; nothing was changed
   * @throws IllegalArgumentException where the caller is not a trusted one
   * @throws IllegalStateException where messages are not kept in PostgreSQL
   * @throws SQLException where the database failed; the transaction can only be rolled back
   */
  public long accept(Connection connection, Caller caller, IncomingDraft message)
      throws SQLException {
    requireNonNull(connection, "connection is null");
    requireNonNull(caller, "caller is null");
    requireNonNull(message, "message is null");
    String user =
        caller
            .trustedName()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The caller is no trusted one; name the host with Caller.trusted"));
    TransactionStore store =
        transactions.orElseThrow(
            () ->
                new IllegalStateException(
                    "Messages are kept in SQLite, where the host has no transactions; set the store to a PostgreSQL database, that of the host"));
    NewIncoming accepted =
        drafts.checked(caller, user, message, () -> Repeats.keyOfHost(caller, user, message));
    Acceptance acceptance;
    try {
      acceptance = store.accept(connection, accepted);
    } catch (StoreException e) { // of the server's own connections, before anything was written
      throw calls.failed(e, "The message was not stored");
    }
    return IncomingDrafts.idOf(acceptance, caller);
  }
}
