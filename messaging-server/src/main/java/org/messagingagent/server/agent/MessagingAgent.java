package org.messagingagent.server.agent;

import java.util.List;
import java.util.Map;

/**
 * The messaging service without a protocol. Safe for use by many threads; every call may block on
 * the disk or on a plugin, within bounds.
 *
 * <p>An application that embeds the server gets it from {@code MessagingServer.agent()} and calls
 * by a {@linkplain Caller#trusted trusted} name, which the records show:
 *
 * <pre>{@code
 * Caller billing = Caller.trusted("billing");
 * agent.createMessage(billing, IncomingDraft.forPlugin("pager").withContent("Hello"));
 * List<DeliveryStatus> sent =
 *     agent.sendMessages(
 *         billing.withIdempotencyKey("invoice-4711"),
 *         "sms",
 *         List.of(OutgoingDraft.toAddress("+4711111111").withContent("Your invoice is there")));
 * }</pre>
 *
 * <p>A call that is refused throws a {@link MessagingException}: as such where it would be refused
 * again, with an {@link ErrorCode} that says why; a {@link TryAgainException} where it may succeed
 * later. In both cases nothing was stored and nothing sent. An {@link OutcomeUnknownException} says
 * that it may have been. What becomes of each outgoing message is a {@link DeliveryStatus}, no
 * exception.
 */
public interface MessagingAgent {

  /**
   * Stores an incoming message. Once this returns, it survives a crash and will be handled.
   *
   * @return the message's id, positive, by which operators and listeners know it; of the message
   *     that was stored before under the same idempotency key, where there is one
   */
  long createMessage(Caller caller, IncomingDraft message);

  /** What became of outgoing messages: one entry an id, in the order of the ids. */
  List<DeliveryStatus> getDeliveryStatus(Caller caller, List<Integer> messagingIds);

  /**
   * Takes a delivery report. One for an external id that is not known yet is kept and applied when
   * the message appears.
   *
   * @param status 0 to 4, see {@link DeliveryStatus}
   */
  void setDeliveryStatus(
      Caller caller, String plugin, String externalMessageId, int status, String description);

  /** Sends messages through a plugin: one status a message, in the same order. */
  List<DeliveryStatus> sendMessages(Caller caller, String plugin, List<OutgoingDraft> messages);

  /** As {@link #sendMessages}, with a configuration for the plugin. */
  List<DeliveryStatus> sendMessagesWithConfig(
      Caller caller, String plugin, List<OutgoingDraft> messages, Map<String, String> config);

  /** The installed plugins, by name. */
  List<PluginDescription> getPlugins(Caller caller);
}
