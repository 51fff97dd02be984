package org.messagingagent.spi;

import java.sql.Connection;

/**
 * Handles incoming messages with writes of its own into the database in which the server keeps the
 * messages: what it writes through the connection that it is given, and that the message is
 * handled, commit together or not at all. So each message has its effect in the database exactly
 * once, whatever crashes. What a handler does elsewhere, such as a call of another service, is as
 * always done at least once.
 *
 * <p>It needs a server that keeps its messages in PostgreSQL. On SQLite a channel that is this
 * alone is refused when it is opened; one that is an {@link IncomingHandler}, too, is called as
 * such there, and with a connection where there is one to be had.
 */
public interface TransactionalHandler extends Channel {

  /**
   * Handles one message in a transaction that the server has begun. Where it answers {@link
   * HandleOutcome#handled()}, the server commits the transaction; where it answers anything else,
   * or throws, the server rolls it back and does with the message as for an {@link
   * IncomingHandler}. The transaction is rolled back also where another node has taken the message
   * over meanwhile: that one handles it.
   *
   * <p>Called again for the same {@link IncomingMessage#messageId()} where nothing of the call
   * before was committed; never once it was. About threads, sessions and interrupts holds what
   * holds for {@link IncomingHandler#handle}.
   *
   * @param message the message; never null
   * @param connection of the server's own to its database, read committed, not in auto-commit mode,
   *     with the database user's own search path; no schema of the server is in it by that. It is
   *     for this call and this thread alone. Savepoints may be used. {@code commit}, {@code
   *     rollback} of the whole, {@code close}, {@code abort}, {@code setAutoCommit} and what else
   *     would end the transaction or outlive it throw {@link java.sql.SQLException}; so do all
   *     methods after the call. Do not end the transaction by SQL either: the server notices that,
   *     but what was committed so stays, and the message is given again. What SQL changes of the
   *     session, such as {@code SET} without {@code LOCAL}, stays for later messages: do not
   * @return what became of it; null counts as a failure to be tried again
   * @throws Exception as for {@link IncomingHandler#handle}
   */
  HandleOutcome handle(IncomingMessage message, Connection connection) throws Exception;
}
