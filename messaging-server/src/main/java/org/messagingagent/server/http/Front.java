package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.soap.SoapEndpoint;
import org.messagingagent.server.soap.SoapReply;
import org.messagingagent.server.soap.SoapRequest;
import org.messagingagent.server.soap.SoapService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of the server: the SOAP services, their WSDL, and the health checks. Holds the
 * limits, so that what is refused costs little: the body of a refused request is not kept.
 *
 * <p>Requests are of three kinds, each with its own share of the threads: those that send messages
 * wait for gateways, and log-ons for the processor; neither may keep incoming messages out.
 */
public final class Front implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(Front.class);

  private static final String RETRY_AFTER = "Retry-After";
  private static final String RETRY_SECONDS = "1";
  private static final int LONGEST_QUOTED = 200;

  private final HttpConfig config;
  private final SoapEndpoint soap;
  private final Supplier<Optional<String>> problem;
  private final WsdlPages wsdl;
  private final Budget budget;
  private final Lane messaging;
  private final Lane sending;
  private final Lane principal;

  /**
   * @param problem why the server cannot do its work now, in words for an operator; empty where it
   *     can. Asked at each {@code /health/ready}, so it should be cheap
   */
  public Front(HttpConfig config, SoapEndpoint soap, Supplier<Optional<String>> problem) {
    this.config = requireNonNull(config, "config is null");
    this.soap = requireNonNull(soap, "soap is null");
    this.problem = requireNonNull(problem, "problem is null");
    this.wsdl = new WsdlPages(soap, config.publicUrl());
    this.budget = new Budget(config.maxBodyBytesInFlight());
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
    switch (exchange.path()) {
      case "/" -> page(exchange, Answer.text(200, index()));
      case "/health/live" -> page(exchange, Answer.text(200, "live"));
      case "/health/ready" -> page(exchange, readiness());
      default ->
          exchange.answer(
              Answer.text(
                  404,
                  "There is nothing at this address. The services are at %s and its like."
                      .formatted(new SoapAddress(SoapService.MESSAGING, 88).path())));
    }
  }

  private void handle(Exchange exchange, SoapAddress address) {
    switch (exchange.method()) {
      case "POST" -> post(exchange, address);
      case "GET", "HEAD" -> exchange.answer(wsdl.get(exchange, address));
      default -> refuseMethod(exchange, "GET, HEAD, POST");
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

  private static void page(Exchange exchange, Answer answer) {
    switch (exchange.method()) {
      case "GET", "HEAD" -> exchange.answer(answer.with("Cache-Control", "no-store"));
      default -> refuseMethod(exchange, "GET, HEAD");
    }
  }

  private static void refuseMethod(Exchange exchange, String allowed) {
    exchange.answer(
        Answer.text(405, "This address takes " + allowed + " only.").with("Allow", allowed));
  }

  private Answer readiness() {
    return problem
        .get()
        .map(reason -> Answer.text(503, "not ready: " + reason).with(RETRY_AFTER, RETRY_SECONDS))
        .orElseGet(() -> Answer.text(200, "ready"));
  }

  private static String index() {
    return """
        This is a messaging agent.
        Messages: POST %s (WSDL: the same address with ?wsdl)
        Log-on:   POST %s (WSDL: the same address with ?wsdl)
        Health:   GET /health/live, GET /health/ready"""
        .formatted(
            new SoapAddress(SoapService.MESSAGING, 88).path(),
            new SoapAddress(SoapService.SO_PRINCIPAL, 88).path());
  }

  private static Answer answer(SoapReply reply) {
    Answer answer = new Answer(reply.status(), reply.contentType(), reply.body());
    return reply.status() == 503 ? answer.with(RETRY_AFTER, RETRY_SECONDS) : answer;
  }

  private Lane lane(SoapService service, byte[] body) {
    return switch (service) {
      case SO_PRINCIPAL -> principal;
      case MESSAGING -> OperationPeek.sends(body) ? sending : messaging;
    };
  }

  /** One SOAP request on its way: body, thread, answer. */
  private final class Call implements BodyReceiver {

    private final Exchange exchange;
    private final SoapAddress address;
    private final String contentType;
    private final long startedAt = System.nanoTime();
    private Body body;

    Call(Exchange exchange, SoapAddress address, String contentType) {
      this.exchange = exchange;
      this.address = address;
      this.contentType = contentType;
      this.body = new Body(exchange.contentLength());
    }

    @Override
    public boolean receive(ByteBuffer piece) {
      int bytes = piece.remaining();
      if ((long) body.size() + bytes > config.maxBodyBytes()) {
        drop();
        refuseTooLarge();
        return false;
      }
      if (System.nanoTime() - startedAt > config.readTimeout().toNanos()) {
        failed(BodyFailure.STALLED);
        return false;
      }
      if (!budget.take(bytes, body.size())) {
        drop();
        refuseBusy();
        return false;
      }
      body.add(piece);
      return true;
    }

    @Override
    public void complete() {
      byte[] bytes = body.bytes();
      if (!lane(address.service(), bytes).submit(exchange, () -> answer(bytes))) {
        drop();
        refuseBusy();
      }
    }

    @Override
    public void failed(BodyFailure failure) {
      drop();
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
        reply =
            soap.answer(
                new SoapRequest(
                    address.service(),
                    address.number(),
                    contentType,
                    bytes,
                    exchange.header("Idempotency-Key")));
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
      drop();
      exchange.answer(Front.answer(reply));
    }

    private void drop() {
      budget.giveBack(body.size());
      body = new Body(0);
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
      exchange.answer(
          Front.answer(
              soap.fault(contentType, address.number(), status, code, message, parameters)));
    }
  }
}
