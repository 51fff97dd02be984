package org.messagingagent.server.plugin;

import java.util.List;
import java.util.function.Consumer;
import org.messagingagent.server.plugin.InstalledPlugin.Handled;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/**
 * Who is told of the calls that hand over messages. Safe for use by many threads. Each method is
 * called in the thread that then calls the plugin, and what it answers is called in the same thread
 * when the call has ended; both are short and do not throw.
 */
public interface CallObserver {

  /** Does nothing. */
  CallObserver NONE =
      new CallObserver() {
        @Override
        public Consumer<Handled> handling(IncomingMessage message) {
          return ended -> {};
        }

        @Override
        public Consumer<List<SendOutcome>> sending(String plugin, List<OutgoingMessage> messages) {
          return ended -> {};
        }
      };

  /** A handler is about to be called. */
  Consumer<Handled> handling(IncomingMessage message);

  /**
   * A sender is about to be called.
   *
   * @param messages of one call; the outcomes come in the same order
   */
  Consumer<List<SendOutcome>> sending(String plugin, List<OutgoingMessage> messages);
}
