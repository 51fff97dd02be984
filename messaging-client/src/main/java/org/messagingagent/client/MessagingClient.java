package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.messagingagent.wire.AuthenticateResponse;
import org.messagingagent.wire.AuthenticateUsernamePassword;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.CreateMessageResponse;
import org.messagingagent.wire.GetDeliveryStatus;
import org.messagingagent.wire.GetDeliveryStatusResponse;
import org.messagingagent.wire.GetPlugins;
import org.messagingagent.wire.GetPluginsResponse;
import org.messagingagent.wire.SendMessages;
import org.messagingagent.wire.SendMessagesResponse;
import org.messagingagent.wire.SendMessagesWithConfig;
import org.messagingagent.wire.SendMessagesWithConfigResponse;
import org.messagingagent.wire.SetDeliveryStatus;
import org.messagingagent.wire.SetDeliveryStatusResponse;

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
 * <p>Every call ends within the total time-out, and fails with a {@link MessagingClientException}:
 *
 * <ul>
 *   <li>{@link RejectedException}: refused, and would be again
 *   <li>{@link NotAuthenticatedException}: the password or ticket is refused
 *   <li>{@link UnreachableException}: the server was never reached
 *   <li>{@link TryLaterException}: the server is busy or gave no answer to a call that changes
 *       nothing
 *   <li>{@link OutcomeUnknownException}: a call that stores or sends got no answer
 *   <li>{@link UnexpectedAnswerException}: there is something else at this address
 * </ul>
 *
 * Calls that did not reach the server, met a busy one or lost their answer are repeated first, with
 * growing pauses. Those that store or send carry an idempotency key, by which the server recognises
 * the repeat and does it once; see {@link Builder#repeatAfterLostAnswer} for servers that don't.
 */
public final class MessagingClient implements AutoCloseable {

  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private final Addresses addresses;
  private final Optional<String> applicationToken;
  private final Duration requestTimeout;
  private final Duration totalTimeout;
  private final SoapTransport transport;
  private final Attempts attempts;
  private final Tickets tickets;
  private volatile boolean closed;

  private MessagingClient(Builder builder) {
    addresses = Addresses.of(builder.address, builder.contract);
    applicationToken = builder.applicationToken;
    requestTimeout = builder.requestTimeout;
    totalTimeout = builder.totalTimeout.orElse(requestTimeout.multipliedBy(3));
    Duration connectTimeout =
        builder.connectTimeout.compareTo(requestTimeout) < 0
            ? builder.connectTimeout
            : requestTimeout;
    transport = new SoapTransport(connectTimeout, builder.maxAnswerBytes);
    attempts = new Attempts(builder.retries, builder.repeatAfterLostAnswer, builder.pauses);
    tickets =
        builder.ticket.isPresent()
            ? Tickets.given(builder.ticket.get())
            : Tickets.by(deadline -> logOn(builder.user, builder.password, deadline));
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
    CreateMessage request = new CreateMessage();
    request.incomingMessage = toWire(requireNonNull(message, "message is null"));
    call(Effect.CHANGE, key(idempotencyKey), request, CreateMessageResponse.class);
  }

  /**
   * Sends messages at once, under a fresh idempotency key. A message that fails does not fail the
   * others: its status tells.
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
    SendMessages request = new SendMessages();
    request.plugin = XmlText.require(plugin, "plugin");
    request.outgoingMessages = toWire(messages);
    Optional<String> key = key(idempotencyKey);
    var reply = call(Effect.CHANGE, key, request, SendMessagesResponse.class);
    return sent(reply.response, messages.size(), key);
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
    if (addresses.contract() < 82) {
      throw new IllegalStateException(
          "Contract %d has no SendMessagesWithConfig; use 82 or later"
              .formatted(addresses.contract()));
    }
    SendMessagesWithConfig request = new SendMessagesWithConfig();
    request.plugin = XmlText.require(plugin, "plugin");
    request.outgoingMessages = toWire(messages);
    request.config = toWire(config);
    Optional<String> key = key(idempotencyKey);
    var reply = call(Effect.CHANGE, key, request, SendMessagesWithConfigResponse.class);
    return sent(reply.response, messages.size(), key);
  }

  /**
   * What became of outgoing messages.
   *
   * @return one entry an id, in the same order; {@link DeliveryStatus#isUnknownId()} where there is
   *     no such message
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<DeliveryStatus> getDeliveryStatus(List<Integer> messagingIds) {
    GetDeliveryStatus request = new GetDeliveryStatus();
    request.messagingIds = List.copyOf(messagingIds);
    var reply = call(Effect.NONE, Optional.empty(), request, GetDeliveryStatusResponse.class);
    List<org.messagingagent.wire.MessageDeliveryStatus> statuses = orEmpty(reply.response);
    if (statuses.size() != messagingIds.size()) {
      throw wrongLength(messagingIds.size(), statuses.size());
    }
    List<DeliveryStatus> result = new ArrayList<>();
    for (int i = 0; i < statuses.size(); i++) {
      result.add(
          fromWire(statuses.get(i), messagingIds.get(i), "UNKNOWN_ID: the server has no status"));
    }
    return List.copyOf(result);
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
    if (status == DeliveryStatus.Status.OTHER) {
      throw new IllegalArgumentException("OTHER is no status that can be reported; give 0 to 4");
    }
    SetDeliveryStatus request = new SetDeliveryStatus();
    request.plugin = XmlText.require(plugin, "plugin");
    request.externalMessageId = XmlText.require(externalMessageId, "externalMessageId");
    request.status = status.code();
    request.statusDescription = XmlText.require(description, "description");
    // the same report twice changes nothing, so a lost answer is simply tried again
    call(Effect.NONE, Optional.empty(), request, SetDeliveryStatusResponse.class);
  }

  /**
   * The installed plugins.
   *
   * @throws MessagingClientException see {@link MessagingClient}
   */
  public List<PluginInfo> getPlugins() {
    var reply = call(Effect.NONE, Optional.empty(), new GetPlugins(), GetPluginsResponse.class);
    return orEmpty(reply.response).stream()
        .filter(plugin -> plugin != null)
        .map(
            plugin ->
                new PluginInfo(
                    orEmpty(plugin.name),
                    orEmpty(plugin.supportedMessagingFormats).stream()
                        .filter(format -> format != null)
                        .toList(),
                    Boolean.TRUE.equals(plugin.supportsConfig)))
        .toList();
  }

  /**
   * Refuses further calls; those under way go on to their end. Idle connections close by
   * themselves.
   */
  @Override
  public void close() {
    closed = true;
  }

  private <T> T call(Effect effect, Optional<String> key, Object request, Class<T> replyType) {
    if (closed) {
      throw new IllegalStateException("The client is closed");
    }
    String operation = request.getClass().getSimpleName();
    Deadline deadline = Deadline.in(totalTimeout);
    try {
      return attempts.run(
          operation,
          effect,
          deadline,
          () -> attempt(operation, effect, key, request, replyType, deadline));
    } catch (MessagingClientException e) {
      throw e.under(key);
    }
  }

  private <T> T attempt(
      String operation,
      Effect effect,
      Optional<String> key,
      Object request,
      Class<T> replyType,
      Deadline deadline) {
    String ticket = tickets.current(deadline);
    Supplier<T> firstTry =
        () -> exchange(operation, effect, key, request, replyType, ticket, deadline);
    if (!tickets.canRenew()) {
      return firstTry.get();
    }
    try {
      return firstTry.get();
    } catch (NotAuthenticatedException e) {
      String renewed = tickets.renewed(ticket, deadline);
      return exchange(operation, effect, key, request, replyType, renewed, deadline);
    }
  }

  private <T> T exchange(
      String operation,
      Effect effect,
      Optional<String> key,
      Object request,
      Class<T> replyType,
      String ticket,
      Deadline deadline) {
    return exchange(
        addresses.messaging(),
        "Messaging/" + operation,
        effect,
        key,
        request,
        operation + "Response",
        replyType,
        Optional.of(ticket),
        deadline);
  }

  private String logOn(String user, String password, Deadline deadline) {
    AuthenticateUsernamePassword request = new AuthenticateUsernamePassword();
    request.userName = user;
    request.password = password;
    AuthenticateResponse reply =
        exchange(
            addresses.principal(),
            "SoPrincipal/AuthenticateUsernamePassword",
            Effect.NONE,
            Optional.empty(),
            request,
            "AuthenticateResponse",
            AuthenticateResponse.class,
            Optional.empty(),
            deadline);
    if (!Boolean.TRUE.equals(reply.authenticationSucceeded)) {
      throw new NotAuthenticatedException(
          "The server does not take %s with this password; check both"
              .formatted(
                  user.startsWith("7T:") ? "the ticket given as user" : "user '" + user + "'"),
          null);
    }
    if (reply.credentials == null || orEmpty(reply.credentials.ticket).isEmpty()) {
      throw new UnexpectedAnswerException(
          "%s took the password and gave no ticket".formatted(addresses.principal()), null);
    }
    return reply.credentials.ticket;
  }

  private <T> T exchange(
      URI address,
      String action,
      Effect effect,
      Optional<String> key,
      Object request,
      String replyName,
      Class<T> replyType,
      Optional<String> ticket,
      Deadline deadline) {
    byte[] body = EnvelopeWriter.write(addresses.namespace(), applicationToken, ticket, request);
    Duration left = deadline.left();
    return transport.exchange(
        new SoapTransport.Request<>(
            address, addresses.namespace() + "/" + action, effect, key, body, replyName, replyType),
        left.compareTo(requestTimeout) < 0 ? left : requestTimeout);
  }

  private static Optional<String> key(String given) {
    requireNonNull(given, "idempotencyKey is null");
    if (!KEY.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "The idempotency key has to be 1 to 255 printable ASCII characters without space");
    }
    return Optional.of(given);
  }

  private static org.messagingagent.wire.IncomingMessage toWire(IncomingMessage message) {
    var wire = new org.messagingagent.wire.IncomingMessage();
    wire.to = message.to();
    wire.from = message.from();
    wire.content = message.content();
    wire.format = message.format();
    wire.sessionKey = message.sessionKey();
    wire.plugin = message.plugin();
    return wire;
  }

  private static List<org.messagingagent.wire.OutgoingMessage> toWire(
      List<OutgoingMessage> messages) {
    List<org.messagingagent.wire.OutgoingMessage> list = new ArrayList<>();
    for (OutgoingMessage message : List.copyOf(messages)) {
      var wire = new org.messagingagent.wire.OutgoingMessage();
      wire.from = message.from();
      wire.to = message.to();
      wire.content = message.content();
      wire.format = message.format();
      if (message.parentMessagingId().isPresent()) {
        wire.parentMessagingId = message.parentMessagingId().getAsInt();
      }
      wire.suggestedSessionKey = message.suggestedSessionKey();
      list.add(wire);
    }
    return list;
  }

  private static List<org.messagingagent.wire.StringKeyValuePair> toWire(
      Map<String, String> config) {
    List<org.messagingagent.wire.StringKeyValuePair> pairs = new ArrayList<>();
    config.forEach(
        (key, value) -> {
          var pair = new org.messagingagent.wire.StringKeyValuePair();
          pair.key = XmlText.require(key, "a key of config");
          pair.value = XmlText.require(value, "config " + key);
          pairs.add(pair);
        });
    return pairs;
  }

  private static List<DeliveryStatus> sent(
      List<org.messagingagent.wire.MessageDeliveryStatus> reply,
      int messages,
      Optional<String> key) {
    List<org.messagingagent.wire.MessageDeliveryStatus> statuses = orEmpty(reply);
    if (statuses.size() != messages) {
      UnexpectedAnswerException wrong = wrongLength(messages, statuses.size());
      throw new OutcomeUnknownException(wrong.getMessage(), wrong).under(key);
    }
    return statuses.stream()
        .map(status -> fromWire(status, 0, "OUTCOME_UNKNOWN: the server gave no status"))
        .toList();
  }

  private static UnexpectedAnswerException wrongLength(int asked, int got) {
    return new UnexpectedAnswerException(
        "The server gave %d statuses where %d were due".formatted(got, asked), null);
  }

  private static DeliveryStatus fromWire(
      org.messagingagent.wire.MessageDeliveryStatus wire, int id, String descriptionOfNone) {
    if (wire == null) {
      return new DeliveryStatus(id, DeliveryStatus.Status.ERROR.code(), descriptionOfNone);
    }
    return new DeliveryStatus(
        wire.messagingId == null ? id : wire.messagingId,
        wire.status == null ? DeliveryStatus.Status.ERROR.code() : wire.status,
        orEmpty(wire.statusDescription));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  /** Collects what a client needs; not thread safe. Never shows credentials. */
  public static final class Builder {
    private final String address;
    private int contract = 87;
    private String user = "";
    private String password = "";
    private Optional<String> ticket = Optional.empty();
    private Optional<String> applicationToken = Optional.empty();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofSeconds(60);
    private Optional<Duration> totalTimeout = Optional.empty();
    private int retries = 3;
    private boolean repeatAfterLostAnswer = true;
    private int maxAnswerBytes = 64 << 20;
    private Pauses pauses = time -> Thread.sleep(time.toMillis());

    private Builder(String address) {
      this.address = requireNonNull(address, "address is null");
    }

    /** Logs on as this user, at the first call and whenever a ticket has expired. */
    public Builder user(String name, String secret) {
      this.user = XmlText.require(name, "user");
      this.password = XmlText.require(secret, "password");
      return this;
    }

    /** Uses a ticket that was got elsewhere; takes precedence over a user. It can't be renewed. */
    public Builder ticket(String given) {
      this.ticket = Optional.of(XmlText.require(given, "ticket"));
      return this;
    }

    /** The application's token, where the server asks for one. */
    public Builder applicationToken(String token) {
      this.applicationToken = Optional.of(XmlText.require(token, "applicationToken"));
      return this;
    }

    /** The number NN of the contract ServicesNN: 73, 75 or 80 to 88; 87 unless set. */
    public Builder contract(int number) {
      this.contract = number;
      return this;
    }

    /** The longest wait for a connection; 10 s unless set. */
    public Builder connectTimeout(Duration time) {
      this.connectTimeout = positive(time, "connectTimeout");
      return this;
    }

    /**
     * The longest wait for one answer; 60 s unless set. Shorter than the server's send deadline (50
     * s by default), it turns slow sends into {@link OutcomeUnknownException}s.
     */
    public Builder requestTimeout(Duration time) {
      this.requestTimeout = positive(time, "requestTimeout");
      return this;
    }

    /** The longest time of a call with all its repeats and pauses; three requests' unless set. */
    public Builder totalTimeout(Duration time) {
      this.totalTimeout = Optional.of(positive(time, "totalTimeout"));
      return this;
    }

    /** How often a call is repeated at most; 3 unless set, 0 for never. */
    public Builder retries(int count) {
      if (count < 0 || count > 100) {
        throw new IllegalArgumentException("retries must be 0 to 100, was " + count);
      }
      this.retries = count;
      return this;
    }

    /**
     * Whether calls that store or send are repeated when their answer was lost; true unless set.
     * Set it to false for a server that does not know the Idempotency-Key header (any but this
     * project's): it would do the call twice.
     */
    public Builder repeatAfterLostAnswer(boolean repeat) {
      this.repeatAfterLostAnswer = repeat;
      return this;
    }

    Builder maxAnswerBytes(int bytes) {
      this.maxAnswerBytes = bytes;
      return this;
    }

    Builder pauses(Pauses how) {
      this.pauses = how;
      return this;
    }

    /**
     * The client; it does not connect before its first call.
     *
     * @throws IllegalArgumentException where the address or the contract is no use
     * @throws IllegalStateException where there is neither a user nor a ticket
     */
    public MessagingClient build() {
      if (user.isEmpty() && ticket.isEmpty()) {
        throw new IllegalStateException("Neither a user nor a ticket is given; set one of them");
      }
      return new MessagingClient(this);
    }

    private static Duration positive(Duration time, String name) {
      if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "%s must be more than 0 and at most a day, was %s".formatted(name, time));
      }
      return time;
    }
  }
}
