package org.messagingagent.spi;

/** Handles the messages that other systems handed in for this plugin (CreateMessage). */
public interface IncomingHandler extends Channel {

  /**
   * Handles one message. Called at least once a message: where the server dies after this returns
   * and before that is on disk, the same message comes again with the same {@link
   * IncomingMessage#messageId()}.
   *
   * <p>Calls come from several threads at once, with this exception: messages of one session are
   * handled one at a time, in the order in which they were accepted. The call may block; the thread
   * is interrupted when the server wants to stop.
   *
   * @param message the message; never null
   * @return what became of it; null counts as a failure to be tried again
   * @throws Exception counts as {@link HandleOutcome#retry(String)} with the exception's message.
   *     Throw where the gateway is away, and answer {@code retry} where it is this message that has
   *     to wait: when most of the last calls threw, the plugin is not called for a while, which
   *     uses up no attempt of a message
   */
  HandleOutcome handle(IncomingMessage message) throws Exception;
}
