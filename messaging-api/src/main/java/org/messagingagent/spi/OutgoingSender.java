package org.messagingagent.spi;

/** Sends the messages that callers hand out through this plugin (SendMessages). */
public interface OutgoingSender extends Channel {

  /**
   * Hands one message to the gateway, and returns as soon as the gateway has taken or refused it.
   * Calls come from several threads at once. Never called twice for one message, unless it answered
   * {@link SendOutcome#retry(String)}.
   *
   * <p>The server waits for a limited time. A call that takes longer counts as {@link
   * SendOutcome#unknown(String)} until it returns; its thread is then interrupted.
   *
   * @param message the message; never null
   * @return what became of it; null counts as {@link SendOutcome#unknown(String)}
   * @throws Exception counts as {@link SendOutcome#unknown(String)}: the server cannot know whether
   *     the gateway took the message. Answer {@link SendOutcome#retry(String)} where you know that
   *     it did not.
   */
  SendOutcome send(OutgoingMessage message) throws Exception;
}
