/**
 * What is on disk: the store interfaces, whose sentences are promises, group commit, and SQLite.
 *
 * <p>Every write joins a group commit: the returned stage completes after the commit that holds it
 * is on disk, on the store's own thread, so what hangs on it must be short and must not block.
 * Stages complete exceptionally with {@link org.messagingagent.server.store.StoreException}; a
 * write that finds the queue full fails at once with {@link
 * org.messagingagent.server.store.StoreBusyException}, and nothing was written. Writes are applied
 * in the order in which they were handed in. Reads run in the caller's thread and see what was
 * committed before them. Times are kept in milliseconds.
 */
package org.messagingagent.server.store;
