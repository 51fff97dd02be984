package org.messagingagent.spi;

import java.util.Map;

/**
 * A sender that also takes a configuration with each call (SendMessagesWithConfig), such as one
 * customer's account at the gateway. Callers see it as {@code SupportsConfig} in GetPlugins.
 */
public interface ConfigurableSender extends OutgoingSender {

  /**
   * As {@link #send(OutgoingMessage)}, with a configuration for this call.
   *
   * @param message the message; never null
   * @param config the caller's keys and values; unmodifiable, never null, may be empty. Treat the
   *     values as secrets.
   */
  SendOutcome send(OutgoingMessage message, Map<String, String> config) throws Exception;
}
