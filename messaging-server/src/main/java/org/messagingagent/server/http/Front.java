package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.soap.SoapEndpoint;
import org.messagingagent.server.soap.SoapReply;
import org.messagingagent.server.soap.SoapRequest;
import org.messagingagent.server.soap.SoapService;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.TraceParent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of the server: the SOAP services, their WSDL, the plugins that gateways call, and
 * the health checks. Holds the limits, so that what is refused costs little: the body of a refused
 * request is not kept.
 *
 * <p>Requests are of three kinds, each with its own share of the threads: those that send messages
 * wait for gateways, and log-ons for the processor; neither may keep incoming messages out.
 */
public final class Front implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(Front.class);

  private static final int LONGEST_QUOTED = 200;

  /** With each answer to a SOAP request: a client may repeat one whose answer was lost, if so. */
  private static final Map<String, String> KEYS_ARE_KNOWN =
      Map.of("Accept-Idempotency-Key", "true");

  private final HttpConfig config;
  private final SoapEndpoint soap;
  private final HealthPages health;
  private final WsdlPages wsdl;
  private final GatewayFront gateways;
  private final boolean gatewaysHere;
  private final Budget budget;
  private final Lane messaging;
  private final Lane sending;
  private final Lane principal;

  /** As the other constructor, for a server that no gateway calls. */
  public Front(HttpConfig config, SoapEndpoint soap, Supplier<Optional<String>> problem) {
    this(config, GatewayConfig.DEFAULTS, soap, plugin -> Optional.empty(), problem);
  }

  /**
   * @param calls the plugins that gateways call
   * @param problem why the server cannot do its work now, in words for an operator; empty where it
   *     can. Asked at each {@code /health/ready}, so it should be cheap
   */
  public Front(
      HttpConfig config,
      GatewayConfig gateway,
      SoapEndpoint soap,
      GatewayCalls calls,
      Supplier<Optional<String>> problem) {
    this(config, gateway, soap, calls, new StoreAlone(requireNonNull(problem, "problem is null")));
  }

  /**
   * @param calls the plugins that gateways call
   * @param health asked at each request for it
   */
  public Front(
      HttpConfig config,
      GatewayConfig gateway,
      SoapEndpoint soap,
      GatewayCalls calls,
      Health health) {
    this.config = requireNonNull(config, "config is null");
    this.soap = requireNonNull(soap, "soap is null");
    this.health = new HealthPages(requireNonNull(health, "health is null"));
    this.wsdl = new WsdlPages(soap, config.publicUrl(), config.trustedProxies());
    this.budget = new Budget(config.maxBodyBytesInFlight());
    this.gateways =
        new GatewayFront(config, gateway, requireNonNull(calls, "calls is null"), budget);
    this.gatewaysHere = gateway.port().isEmpty();
    int sends = config.maxThreads() / 2;
    int logOns = config.maxThreads() / 8;
    this.messaging = new Lane(config.maxThreads() - sends - logOns, config.maxQueuedRequests());
    this.sending = new Lane(sends, config.maxQueuedRequests());
    this.principal = new Lane(logOns, config.maxQueuedRequests());
  }

  @Override
  public void handle(Exchange exchange) {
    Optional<SoapAddress> address = SoapAddress.at(exchange.path());
    if (address.isPresent()) {
      handle(exchange, address.get());
      return;
    }
    String path = exchange.path();
    if (gatewaysHere && GatewayAddress.isGateway(path)) {
      gateways.handle(exchange);
      return;
    }
    Optional<Answer> page =
        path.equals("/") || path.isEmpty()
            ? Optional.of(Answer.text(200, index(exchange.mount())))
            : health.at(path);
    page.ifPresentOrElse(
        shown -> HealthPages.show(exchange, shown),
        () ->
            exchange.answer(
                Answer.text(
                    404,
                    "There is nothing at this address. The services are at %s and its like."
                        .formatted(
                            exchange.mount()
                                + new SoapAddress(SoapService.MESSAGING, 88).path()))));
  }

  /** What answers at a port for gateways alone: their addresses, and the health checks. */
  public HttpHandler gateways() {
    return exchange -> {
      if (GatewayAddress.isGateway(exchange.path())) {
        gateways.handle(exchange);
        return;
      }
      health
          .at(exchange.path())
          .ifPresentOrElse(
              shown -> HealthPages.show(exchange, shown), () -> exchange.answer(Answer.notFound()));
    };
  }

  /** How many bytes of request bodies are in memory. */
  public long bodyBytes() {
    return budget.taken();
  }

  private void handle(Exchange exchange, SoapAddress address) {
    switch (exchange.method()) {
      case "POST" -> post(exchange, address);
      case "GET", "HEAD" -> exchange.work(() -> exchange.answer(wsdl.get(exchange, address)));
      default -> exchange.answer(Answer.methodNotAllowed("GET, HEAD, POST"));
    }
  }

  private void post(Exchange exchange, SoapAddress address) {
    String contentType = exchange.header("Content-Type").orElse("");
    Call call = new Call(exchange, address, contentType);
    if (!isXml(contentType)) {
      call.refuse(
          415,
          ErrorCode.UNSUPPORTED_CONTENT_TYPE,
          "The Content-Type '%s' is not XML; send text/xml for SOAP 1.1 or application/soap+xml for SOAP 1.2"
              .formatted(quotable(contentType)),
          Map.of("Content-Type", quotable(contentType)));
      return;
    }
    String encoding = exchange.header("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      call.refuse(
          415,
          ErrorCode.UNSUPPORTED_CONTENT_TYPE,
          "The Content-Encoding '%s' is not taken; send the request uncompressed"
              .formatted(quotable(encoding)),
          Map.of("Content-Encoding", quotable(encoding)));
      return;
    }
    if (exchange.contentLength() > config.maxBodyBytes()) {
      call.refuseTooLarge();
      return;
    }
    exchange.readBody(call);
  }

  /** No Content-Type at all is taken: the body shows what it is. */
  private static boolean isXml(String contentType) {
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).trim();
    if (type.equals("text/xml") || type.equals("application/soap+xml")) {
      return true;
    }
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.isEmpty()
        || lower.equals("text/xml")
        || lower.equals("application/xml")
        || lower.endsWith("+xml");
  }

  private static String quotable(String value) {
    return value.length() <= LONGEST_QUOTED ? value : value.substring(0, LONGEST_QUOTED);
  }

  private static String index(String mount) {
    return """
        This is a messaging agent.
        Messages: POST %s (WSDL: the same address with ?wsdl)
        Log-on:   POST %s (WSDL: the same address with ?wsdl)
        Health:   GET %s/health/live, GET %s/health/ready"""
        .formatted(
            mount + new SoapAddress(SoapService.MESSAGING, 88).path(),
            mount + new SoapAddress(SoapService.SO_PRINCIPAL, 88).path(),
            mount,
            mount);
  }

  private static Answer answer(SoapReply reply) {
    Answer answer = new Answer(reply.status(), reply.contentType(), reply.body(), KEYS_ARE_KNOWN);
    return reply.status() == 503 ? answer.with("Retry-After", Answer.RETRY_SECONDS) : answer;
  }

  private Lane lane(SoapService service, byte[] body) {
    return switch (service) {
      case SO_PRINCIPAL -> principal;
      case MESSAGING -> OperationPeek.sends(body) ? sending : messaging;
    };
  }

  /** Lives while it answers, and works while its store does. */
  private record StoreAlone(Supplier<Optional<String>> problem) implements Health {

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public List<Check> checks() {
      return List.of(
          problem
              .get()
              .map(reason -> new Check("store", Status.FAILED, reason))
              .orElseGet(() -> Check.ok("store")));
    }
  }

  /** One SOAP request on its way: body, thread, answer. */
  private final class Call implements BodyReceiver {

    private final Exchange exchange;
    private final SoapAddress address;
    private final String contentType;
    private final RequestBody body;

    Call(Exchange exchange, SoapAddress address, String contentType) {
      this.exchange = exchange;
      this.address = address;
      this.contentType = contentType;
      this.body =
          new RequestBody(
              exchange.contentLength(), config.maxBodyBytes(), config.readTimeout(), budget);
    }

    @Override
    public boolean receive(ByteBuffer piece) {
      switch (body.take(piece)) {
        case YES -> {
          return true;
        }
        case TOO_LARGE -> refuseTooLarge();
        case TOO_SLOW -> failed(BodyFailure.STALLED);
        case NO_ROOM -> refuseBusy();
      }
      return false;
    }

    @Override
    public void complete() {
      byte[] bytes = body.bytes();
      if (!lane(address.service(), bytes).submit(exchange, () -> answer(bytes))) {
        body.drop();
        refuseBusy();
      }
    }

    @Override
    public void failed(BodyFailure failure) {
      body.drop();
      switch (failure) {
        case STALLED ->
            refuse(
                408,
                ErrorCode.MALFORMED_REQUEST,
                "The request did not arrive in time; send it again",
                Map.of());
        case BROKEN ->
            refuse(
                400,
                ErrorCode.MALFORMED_REQUEST,
                "The request ended before its body did; send it again",
                Map.of());
      }
    }

    private void answer(byte[] bytes) {
      SoapReply reply;
      try {
        SoapRequest request =
            new SoapRequest(
                address.service(),
                address.number(),
                contentType,
                bytes,
                exchange.header("Idempotency-Key"));
        reply = CurrentTrace.call(trace(), () -> soap.answer(request));
      } catch (RuntimeException | Error e) {
        log.error("A SOAP request to {} failed", address.path(), e);
        reply =
            soap.fault(
                contentType,
                address.number(),
                500,
                ErrorCode.INTERNAL_ERROR,
                "The server has a problem; try again later",
                Map.of());
      }
      body.drop();
      exchange.answer(Front.answer(reply));
    }

    /** Empty where the header is there twice: then nobody knows which is meant. */
    private Optional<TraceParent> trace() {
      // Most requests have none, and to collect all headers costs more than to look for one.
      return exchange
          .header("traceparent")
          .filter(header -> exchange.headers("traceparent").size() == 1)
          .flatMap(header -> TraceParent.parse(header.trim()));
    }

    private void refuseTooLarge() {
      refuse(
          413,
          ErrorCode.BODY_TOO_LARGE,
          "The request is larger than the %d bytes that the server takes; send less at a time"
              .formatted(config.maxBodyBytes()),
          Map.of());
    }

    private void refuseBusy() {
      refuse(
          503,
          ErrorCode.TRY_AGAIN,
          "The server has as many requests as it takes; nothing was stored or sent, try again in a moment",
          Map.of());
    }

    private void refuse(
        int status, ErrorCode code, String message, Map<String, String> parameters) {
      exchange.work(
          () ->
              exchange.answer(
                  Front.answer(
                      soap.fault(
                          contentType, address.number(), status, code, message, parameters))));
    }
  }
}
