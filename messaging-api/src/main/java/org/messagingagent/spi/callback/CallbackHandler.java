package org.messagingagent.spi.callback;

import org.messagingagent.spi.Channel;

/**
 * A plugin whose gateway calls: delivery receipts, incoming messages. It owns the addresses below
 * {@code /gateway/<plugin>/} of the server.
 *
 * <p>The server authenticates nobody here: anybody who reaches the address may call. The plugin
 * must find out itself that it is the gateway, before it does anything; {@link HmacSignature},
 * {@link BasicAuthentication} and {@link AddressList} help.
 */
public interface CallbackHandler extends Channel {

  /**
   * Answers one request. Called by several threads at once, in a thread of the plugin's own. Hand
   * what came to {@link org.messagingagent.spi.PluginContext#submitIncoming} or {@link
   * org.messagingagent.spi.PluginContext#reportDelivery} and answer when that has returned: then it
   * is on disk. Gateways repeat what was not answered, so the same may come twice.
   *
   * <p>The server limits the size of the request, the number of requests at a time, and the time: a
   * call that takes too long is interrupted, and the gateway gets 503.
   *
   * @return the answer, never null
   * @throws org.messagingagent.spi.SubmissionException is answered with 503 where it is retryable,
   *     else with 422
   * @throws Exception any other is answered with 500, without its message
   */
  CallbackResponse answer(CallbackRequest request) throws Exception;
}
