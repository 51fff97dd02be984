package org.messagingagent.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The calls of a {@link MessagingClient} that give a future in place of waiting; no thread is held
 * up meanwhile.
 *
 * <p>A future that fails has a {@link MessagingClientException} for its cause, as the call that
 * waits would throw. Cancelling it breaks the call off: nothing more is sent, and what was sent
 * already may have been done. A future made from it with {@code thenApply} and the like does not
 * pass its cancelling on. Arguments that are no use are refused at once, by an exception.
 */
public final class AsyncMessagingClient {

  private final Requests requests;
  private final Calls calls;

  AsyncMessagingClient(Requests requests, Calls calls) {
    this.requests = requests;
    this.calls = calls;
  }

  /** See {@link MessagingClient#createMessage(IncomingMessage)}. */
  public CompletableFuture<Void> createMessage(IncomingMessage message) {
    return createMessage(message, MessagingClient.newIdempotencyKey());
  }

  /** See {@link MessagingClient#createMessage(IncomingMessage, String)}. */
  public CompletableFuture<Void> createMessage(IncomingMessage message, String idempotencyKey) {
    return calls.later(requests.createMessage(message, idempotencyKey));
  }

  /** See {@link MessagingClient#sendMessages(String, List)}. */
  public CompletableFuture<List<DeliveryStatus>> sendMessages(
      String plugin, List<OutgoingMessage> messages) {
    return sendMessages(plugin, messages, MessagingClient.newIdempotencyKey());
  }

  /** See {@link MessagingClient#sendMessages(String, List, String)}. */
  public CompletableFuture<List<DeliveryStatus>> sendMessages(
      String plugin, List<OutgoingMessage> messages, String idempotencyKey) {
    return calls.later(requests.sendMessages(plugin, messages, idempotencyKey));
  }

  /** See {@link MessagingClient#sendMessagesWithConfig(String, List, Map)}. */
  public CompletableFuture<List<DeliveryStatus>> sendMessagesWithConfig(
      String plugin, List<OutgoingMessage> messages, Map<String, String> config) {
    return sendMessagesWithConfig(plugin, messages, config, MessagingClient.newIdempotencyKey());
  }

  /** See {@link MessagingClient#sendMessagesWithConfig(String, List, Map, String)}. */
  public CompletableFuture<List<DeliveryStatus>> sendMessagesWithConfig(
      String plugin,
      List<OutgoingMessage> messages,
      Map<String, String> config,
      String idempotencyKey) {
    return calls.later(requests.sendMessagesWithConfig(plugin, messages, config, idempotencyKey));
  }

  /** See {@link MessagingClient#getDeliveryStatus}. */
  public CompletableFuture<List<DeliveryStatus>> getDeliveryStatus(List<Integer> messagingIds) {
    return calls.later(requests.getDeliveryStatus(messagingIds));
  }

  /** See {@link MessagingClient#setDeliveryStatus}. */
  public CompletableFuture<Void> setDeliveryStatus(
      String plugin, String externalMessageId, DeliveryStatus.Status status, String description) {
    return calls.later(requests.setDeliveryStatus(plugin, externalMessageId, status, description));
  }

  /** See {@link MessagingClient#getPlugins}. */
  public CompletableFuture<List<PluginInfo>> getPlugins() {
    return calls.later(requests.getPlugins());
  }
}
