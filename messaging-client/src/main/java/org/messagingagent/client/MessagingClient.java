package org.messagingagent.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Calls a messaging agent. One object serves a whole application: it is safe for use by many
 * threads, keeps its connections and its ticket, logs on by itself at the first call and again when
 * the server no longer takes the ticket.
 *
 * <pre>{@code
 * try (MessagingClient client =
 *     MessagingClient.builder("http://127.0.0.1:8087").user("admin", password).build()) {
 *   client.createMessage(
 *       IncomingMessage.forPlugin("file").from("+4712345678").content("Hello").build());
 * }
 * }</pre>
 *
 * <p>Every call ends within the total time-out (a call that is split: each of its parts), and fails
 * with a {@link MessagingClientException}:
 *
 * <ul>
 *   <li>{@link RejectedException}: refused, and would be again
 *   <li>{@link NotAuthenticatedException}: the password or ticket is refused
 *   <li>{@link UnreachableException}: the server was never reached
 *   <li>{@link TryLaterException}: the server is busy or gave no answer to a call that changes
 *       nothing
 *   <li>{@link OutcomeUnknownException}: a call that stores or sends got no answer that says
 *       whether it was done
 *   <li>{@link UnexpectedAnswerException}: there is something else at this address
 *   <li>{@link PartlySentException}: of a call that was split, a later part failed
 * </ul>
 *
 * Calls that did not reach the server, met a busy one or lost their answer are repeated first, with
 * growing pauses. Those that store or send carry an idempotency key, by which the server recognises
 * the repeat and does it once; to a server that has not said that it does, they are not repeated
 * after a lost answer, see {@link Builder#repeatAfterLostAnswer}.
 *
 * <p>{@link #async()} has the same calls for those who don't want to wait.
 */
public final class MessagingClient implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Requests requests;
  private final Calls calls;
  private final Closing closing;
  private final AsyncMessagingClient async;

  MessagingClient(Requests requests, Calls calls, Closing closing) {
    this.requests = requests;
    this.calls = calls;
    this.closing = closing;
    this.async = new AsyncMessagingClient(requests, calls);
  }

  /**
   * Starts a client.
   *
   * @param address where the server is, such as {@code http://127.0.0.1:8087}, or with a site's
   *     path and {@code /Remote}; the addresses of the services are made from it
   */
  public static Builder builder(String address) {
    return new Builder(address);
  }

  /** The same calls, which give a future in place of waiting. */
  public AsyncMessagingClient async() {
    return async;
  }

  /** A fresh random idempotency key. */
  public static String newIdempotencyKey() {
    return UUID.randomUUID().toString();
  }

  /**
   * Stores an incoming message, under a fresh idempotency key. Once this returns, the message is on
   * the server's disk and will be handled at least once.
   *
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public void createMessage(IncomingMessage message) {
    createMessage(message, newIdempotencyKey());
  }

  /**
   * As {@link #createMessage(IncomingMessage)}, under a key of the caller's: however often the same
   * message is handed in under it within 24 hours, it is stored once.
   *
   * @param idempotencyKey 1 to 255 printable ASCII characters without space, unique for this
   *     message
   * @throws MessagingClientException see {@link MessagingClient}; a {@link RejectedException} with
   *     code {@code IDEMPOTENCY_KEY_REUSED} where the key belongs to another message
   */
  public void createMessage(IncomingMessage message, String idempotencyKey) {
    calls.now(requests.createMessage(message, idempotencyKey));
  }

  /**
   * Sends messages at once, under a fresh idempotency key. A message that fails does not fail the
   * others: its status tells. More messages than the server takes at once are sent in parts, one
   * after the other.
   *
   * @return one status a message, in the same order
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<DeliveryStatus> sendMessages(String plugin, List<OutgoingMessage> messages) {
    return sendMessages(plugin, messages, newIdempotencyKey());
  }

  /**
   * As {@link #sendMessages(String, List)}, under a key of the caller's: however often the same
   * call is made under it within 24 hours, the messages are sent once.
   *
   * @param idempotencyKey 1 to 255 printable ASCII characters without space, unique for this call
   * @throws MessagingClientException see {@link MessagingClient}; a {@link RejectedException} with
   *     code {@code IDEMPOTENCY_KEY_REUSED} where the key belongs to another call
   */
  public List<DeliveryStatus> sendMessages(
      String plugin, List<OutgoingMessage> messages, String idempotencyKey) {
    return calls.now(requests.sendMessages(plugin, messages, idempotencyKey));
  }

  /**
   * As {@link #sendMessages(String, List)}, with a configuration for a plugin that takes one, such
   * as the account of a gateway. Contract 82 and later.
   *
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<DeliveryStatus> sendMessagesWithConfig(
      String plugin, List<OutgoingMessage> messages, Map<String, String> config) {
    return sendMessagesWithConfig(plugin, messages, config, newIdempotencyKey());
  }

  /**
   * As {@link #sendMessages(String, List, String)}, with a configuration for a plugin that takes
   * one. Contract 82 and later.
   *
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<DeliveryStatus> sendMessagesWithConfig(
      String plugin,
      List<OutgoingMessage> messages,
      Map<String, String> config,
      String idempotencyKey) {
    return calls.now(requests.sendMessagesWithConfig(plugin, messages, config, idempotencyKey));
  }

  /**
   * What became of outgoing messages.
   *
   * @return one entry an id, in the same order; {@link DeliveryStatus#isUnknownId()} where there is
   *     no such message
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<DeliveryStatus> getDeliveryStatus(List<Integer> messagingIds) {
    return calls.now(requests.getDeliveryStatus(messagingIds));
  }

  /**
   * Hands in a delivery report: what a gateway says of a message it was given. A report for a
   * message that is not known yet is kept and applied when it appears.
   *
   * @param externalMessageId the gateway's id of the message
   * @param description may be empty
   * @throws IllegalArgumentException where the status is {@link DeliveryStatus.Status#OTHER}
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public void setDeliveryStatus(
      String plugin, String externalMessageId, DeliveryStatus.Status status, String description) {
    calls.now(requests.setDeliveryStatus(plugin, externalMessageId, status, description));
  }

  /**
   * The installed plugins.
   *
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<PluginInfo> getPlugins() {
    return calls.now(requests.getPlugins());
  }

  /** As {@link #close(Duration)}, with 10 s. */
  @Override
  public void close() {
    close(GRACE);
  }

  /**
   * Refuses further calls ({@link IllegalStateException}), lets those under way go on for this time
   * at most and then breaks them off, each with the exception that fits. Then all connections and
   * threads of the client end; a second time it does nothing.
   *
   * @param grace not negative
   */
  public void close(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, was " + grace);
    }
    calls.close(grace);
    closing.close();
  }

  /** Collects what a client needs; not thread safe. Never shows credentials. */
  public static final class Builder extends ClientOptions<Builder> {

    private Builder(String address) {
      super(address);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * The client; it does not connect before its first call.
     *
     * @throws IllegalArgumentException where the address or the contract is no use
     * @throws IllegalStateException where there is neither a user nor a ticket, or what is given
     *     contradicts itself
     */
    public MessagingClient build() {
      return make();
    }
  }
}
