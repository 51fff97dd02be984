package org.messagingagent.spi;

import java.io.IOException;

/**
 * A plugin that has been opened: the channel through which messages come and go. Implement {@link
 * IncomingHandler}, {@link TransactionalHandler}, {@link OutgoingSender} or {@link
 * org.messagingagent.spi.callback.CallbackHandler}, or several; a channel that is none of them is
 * refused.
 *
 * <p>All methods but {@link #close} may be called by several threads at once, each with the
 * plugin's class loader as the thread's context class loader.
 */
public interface Channel extends AutoCloseable {

  /**
   * How the plugin is doing, for operators; asked when one looks, at most every two seconds, and
   * every half minute where figures are collected. Answer at once, from what is known: connections
   * are looked after elsewhere. Nothing is decided by it but what is shown.
   */
  default Health health() {
    return Health.up();
  }

  /**
   * Releases what the channel holds: connections, threads, files. Called once, when the server or
   * an operator stops the plugin and no call is under way any more, or when calls under way did not
   * end in time.
   */
  @Override
  default void close() throws IOException {}
}
