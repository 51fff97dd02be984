package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A client's builder, but for its name.
 *
 * @param <B> the builder itself
 */
abstract class ClientOptions<B> extends HttpOptions<B> {

  private static final int MOST_RETRIES = 100;
  private static final int MOST_MESSAGES = 1_000_000;

  private final String address;
  private int contract = 87;
  private SoapVersion version = SoapVersion.SOAP_1_1;
  private Optional<User> user = Optional.empty();
  private Optional<String> ticket = Optional.empty();
  private Optional<Supplier<String>> ticketSource = Optional.empty();
  private Optional<String> applicationToken = Optional.empty();
  private int retries = 3;
  private Optional<Boolean> repeatAfterLostAnswer = Optional.empty();
  private int messagesPerRequest = 1000;
  private final List<CallListener> listeners = new ArrayList<>();
  private TraceContext traces = new TraceContext(Map::of);
  private UnaryOperator<Duration> pauses = UnaryOperator.identity();

  private record User(String name, String password) {}

  ClientOptions(String address) {
    this.address = requireNonNull(address, "address is null");
  }

  /** Logs on as this user, at the first call and whenever a ticket has expired. */
  public B user(String name, String password) {
    XmlText.require(name, "user");
    this.user = Optional.of(new User(name, XmlText.require(password, "password")));
    return self();
  }

  /**
   * Begins with a ticket that was got elsewhere. When the server no longer takes it, the client
   * logs on where it has a user as well, asks {@link #tickets} where that is set, and else fails.
   */
  public B ticket(String given) {
    if (XmlText.require(given, "ticket").isEmpty()) {
      throw new IllegalArgumentException("ticket is empty; leave it out where there is none");
    }
    this.ticket = Optional.of(given);
    return self();
  }

  /**
   * Asks for tickets here, in place of a log-on: at the first call that needs one, and when the
   * server no longer takes the last. It is asked by one thread at a time, which it may keep for a
   * while.
   */
  public B tickets(Supplier<String> source) {
    this.ticketSource = Optional.of(requireNonNull(source, "source of tickets is null"));
    return self();
  }

  /** The application's token, where the server asks for one. */
  public B applicationToken(String token) {
    this.applicationToken = Optional.of(XmlText.require(token, "applicationToken"));
    return self();
  }

  /** The number NN of the contract ServicesNN: 73, 75 or 80 to 88; 87 unless set. */
  public B contract(int number) {
    this.contract = number;
    return self();
  }

  /** The SOAP version to write; 1.1 unless set. */
  public B soapVersion(SoapVersion written) {
    this.version = requireNonNull(written, "soapVersion is null");
    return self();
  }

  /** How often a call is repeated at most; 3 unless set, 0 for never. */
  public B retries(int count) {
    if (count < 0 || count > MOST_RETRIES) {
      throw new IllegalArgumentException("retries must be 0 to 100, was " + count);
    }
    this.retries = count;
    return self();
  }

  /**
   * Whether calls that store or send are repeated when their answer was lost. Unless set, they are
   * where the server has said, in an answer before, that it knows the Idempotency-Key header, as
   * this project's does with each. Another one would do the call twice.
   */
  public B repeatAfterLostAnswer(boolean repeat) {
    this.repeatAfterLostAnswer = Optional.of(repeat);
    return self();
  }

  /**
   * The most messages, or ids, in one request; 1000 unless set, which is the server's default. A
   * call with more is split. A server that takes fewer says so, and the client then makes smaller
   * parts by itself.
   */
  public B messagesPerRequest(int most) {
    this.messagesPerRequest = range(most, MOST_MESSAGES, "messagesPerRequest");
    return self();
  }

  /** Tells this of each call that has ended; may be given several times. */
  public B listener(CallListener listener) {
    this.listeners.add(requireNonNull(listener, "listener is null"));
    return self();
  }

  /**
   * Sends the trace that a call belongs to along with it.
   *
   * @param source asked at each call, by the thread that makes it, for the headers {@code
   *     traceparent} (W3C Trace Context), {@code tracestate} and {@code baggage}; others are left
   *     out. Empty for none.
   */
  public B traceContext(Supplier<Map<String, String>> source) {
    this.traces = new TraceContext(requireNonNull(source, "source of trace contexts is null"));
    return self();
  }

  B pauses(UnaryOperator<Duration> how) {
    this.pauses = how;
    return self();
  }

  MessagingClient make() {
    if (user.filter(given -> !given.name().isEmpty()).isEmpty()
        && ticket.isEmpty()
        && ticketSource.isEmpty()) {
      throw new IllegalStateException("Neither a user nor a ticket is given; set one of them");
    }
    if (user.isPresent() && ticketSource.isPresent()) {
      throw new IllegalStateException(
          "Both a user and a source of tickets are given; set one of them");
    }
    Addresses addresses = Addresses.of(address, contract);
    HttpSettings settings = httpSettings(addresses.isSecure());
    ClientThreads threads = new ClientThreads();
    threads.daemon(WarmUp::run, "warm-up").start();
    Http http = Http.start(threads, settings);
    Endpoint endpoint =
        new Endpoint(addresses, version, applicationToken, proxyHeaders(), http, gate());
    Optional<Boolean> said = repeatAfterLostAnswer;
    CallContext context =
        new CallContext(
            endpoint,
            new Tickets(ticket, source(endpoint, threads)),
            new RetryPolicy(retries, () -> said.orElseGet(endpoint::knowsKeys), pauses),
            requestTimeout(),
            totalTimeout(),
            new Reports(List.copyOf(listeners)));
    return new MessagingClient(
        new Requests(context, traces, contract, messagesPerRequest),
        new Calls(() -> steps(threads)),
        new Closing(http, threads));
  }

  private Optional<Supplier<CompletableFuture<String>>> source(
      Endpoint endpoint, ClientThreads threads) {
    Supplier<Steps> own =
        () -> new PooledSteps(threads.workers(), threads.workers(), threads.timer());
    return ticketSource
        .map(source -> TicketSources.outside(source, threads.workers()))
        .or(
            () ->
                user.map(
                    known ->
                        TicketSources.logOn(
                            known.name(), known.password(), endpoint, own, requestTimeout())));
  }

  private PooledSteps steps(ClientThreads threads) {
    return new PooledSteps(executorOr(threads.workers()), threads.workers(), threads.timer());
  }
}
