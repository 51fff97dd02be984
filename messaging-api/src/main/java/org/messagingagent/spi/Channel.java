package org.messagingagent.spi;

/**
 * A plugin that has been opened: the channel through which messages come and go. Implement {@link
 * IncomingHandler}, {@link OutgoingSender} or both; a channel that is neither is refused.
 */
@SuppressWarnings("try") // a vendor's close() may throw anything
public interface Channel extends AutoCloseable {

  /**
   * Releases what the channel holds. Called once, when the server stops and no call is under way
   * any more, or when calls under way did not end in time.
   */
  @Override
  default void close() throws Exception {}
}
