package org.messagingagent.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.messagingagent.server.store.InboxStore.Acceptance;

/**
 * What is done to incoming messages in transactions beside those of the store's own writer. Safe
 * for use by many threads.
 */
public interface TransactionStore {

  /**
   * Stores a message in somebody else's transaction, as {@link InboxStore#accept} does in one of
   * its own: it is ready once, and only if, that commits. The transaction holds nothing then for
   * which the server's own writes would wait, however long it is. The outgoing message that this
   * one answers becomes Replied soon after the commit.
   *
   * @param connection of which it was looked whether it can be used; it stays the caller's
   * @return what became of it where the transaction commits
   * @throws UnfitConnectionException where it cannot be used; nothing was written, and the
   *     transaction is as it was
   * @throws SQLException where the database refuses a statement; the transaction can only be rolled
   *     back then
   */
  Acceptance accept(Connection connection, NewIncoming message) throws SQLException;

  /**
   * Who is told, on a thread of the store's, how many messages of a plugin {@link #accept} has
   * stored; each is counted once, on one of the nodes, soon after its commit. Set once, before the
   * first {@link #accept}.
   */
  void onAccepted(ObjLongConsumer<String> listener);

  /**
   * Transactions in which one plugin handles its messages; the caller closes them when the last of
   * its calls has ended. No connection is opened by this.
   *
   * @param atATime at most so many are open, 1 or more
   * @param longest about how long one takes; the database ends what takes much longer
   */
  Handlings handlings(String plugin, int atATime, Duration longest);

  /** Transactions in which one plugin handles its messages. */
  interface Handlings extends AutoCloseable {

    /**
     * Begins a transaction for a message.
     *
     * @return empty where its handler's transaction was committed before: it is handled, and need
     *     only be finished
     * @throws StoreException where there is no connection to be had
     */
    Optional<Handling> begin(StoredIncoming message);

    /** Closes the connections; transactions that are open are rolled back. */
    @Override
    void close();
  }

  /** The transaction in which one message is handled. For one thread at a time. */
  interface Handling extends AutoCloseable {

    /** What the handler is given: it cannot end the transaction with it. */
    Connection connection();

    /**
     * Says in the transaction that the message is handled, and commits it. After that the message
     * is still waiting; {@link InboxStore#finish} ends it.
     *
     * @throws StoreException where that failed; where the answer to the commit was lost, it may
     *     have happened, which {@link Handlings#begin} finds out
     */
    Commit commit(Instant now);

    /** Rolls back what is not committed, and gives the connection back; never throws. */
    @Override
    void close();
  }

  /** What became of a transaction that was to be committed. */
  enum Commit {
    /** It is on disk. */
    COMMITTED,
    /** Rolled back: another call had committed the same message. It need only be finished. */
    DONE_BEFORE,
    /** Rolled back: the message is not this node's any more, or has ended. */
    LOST,
    /**
     * The handler had ended the transaction by SQL of its own; what it did after was rolled back.
     */
    BROKEN
  }
}
