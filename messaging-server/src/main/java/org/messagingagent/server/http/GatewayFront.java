package org.messagingagent.server.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/**
 * The addresses below {@code /gateway/}: hands what gateways send to their plugins. Anybody may
 * call here; what is refused costs little, and tells nothing of which plugins there are.
 */
final class GatewayFront implements HttpHandler {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final int MAX_HEADERS = 200;
  private static final Set<Integer> WITHOUT_CONTENT = Set.of(204, 205, 304);

  private final HttpConfig http;
  private final int maxBodyBytes;
  private final GatewayCalls calls;
  private final Budget budget;

  /**
   * @param whole all bodies that the server reads
   */
  GatewayFront(HttpConfig http, GatewayConfig config, GatewayCalls calls, Budget whole) {
    this.http = http;
    this.maxBodyBytes = (int) Math.min(config.maxBodyBytes(), http.maxBodyBytesInFlight() / 2);
    this.calls = calls;
    // Gateways wait for plugins, which may be slow: they must not use up what the service needs.
    this.budget = whole.part(Math.max(http.maxBodyBytesInFlight() / 4, 2L * maxBodyBytes));
  }

  @Override
  public void handle(Exchange exchange) {
    if (!METHODS.contains(exchange.method())) {
      refuse(exchange, Answer.methodNotAllowed(String.join(", ", METHODS)));
      return;
    }
    Optional<GatewayAddress> address =
        GatewayAddress.at(exchange.path()).filter(at -> calls.find(at.plugin()).isPresent());
    if (address.isEmpty()) {
      refuse(exchange, Answer.notFound());
      return;
    }
    if (exchange.headers().values().stream().mapToInt(List::size).sum() > MAX_HEADERS) {
      refuse(exchange, Answer.text(431, "Send at most %d headers.".formatted(MAX_HEADERS)));
      return;
    }
    if (exchange.contentLength() > maxBodyBytes) {
      refuse(exchange, tooLarge());
      return;
    }
    exchange.readBody(new Call(exchange, address.get()));
  }

  private Answer tooLarge() {
    return Answer.text(
        413,
        "The request is larger than the %d bytes that are taken here.".formatted(maxBodyBytes));
  }

  private static void refuse(Exchange exchange, Answer answer) {
    exchange.answer(
        answer.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff"));
  }

  private static Answer answer(CallbackResponse response) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(response.headers());
    headers.putIfAbsent("Cache-Control", "no-store");
    headers.putIfAbsent("X-Content-Type-Options", "nosniff");
    byte[] body = WITHOUT_CONTENT.contains(response.status()) ? new byte[0] : response.body();
    Optional<String> type = Optional.ofNullable(headers.remove("Content-Type"));
    return new Answer(
        response.status(),
        type.filter(text -> !text.isBlank())
            .orElse(body.length == 0 ? "" : "application/octet-stream"),
        body,
        headers);
  }

  /** One request on its way: body, plugin, answer. */
  private final class Call implements BodyReceiver {

    private final Exchange exchange;
    private final GatewayAddress address;
    private final RequestBody body;

    Call(Exchange exchange, GatewayAddress address) {
      this.exchange = exchange;
      this.address = address;
      this.body =
          new RequestBody(exchange.contentLength(), maxBodyBytes, http.readTimeout(), budget);
    }

    @Override
    public boolean receive(ByteBuffer piece) {
      switch (body.take(piece)) {
        case YES -> {
          return true;
        }
        case TOO_LARGE -> refuse(exchange, tooLarge());
        case TOO_SLOW -> refuse(exchange, tooSlow());
        case NO_ROOM ->
            refuse(exchange, Answer.tryAgain("The server is busy; try again in a moment."));
      }
      return false;
    }

    @Override
    public void complete() {
      // Looked up anew: the plugin may have been stopped or replaced while the body came.
      Optional<GatewayCalls.Desk> desk = calls.find(address.plugin());
      if (desk.isEmpty()) {
        body.drop();
        refuse(exchange, Answer.notFound());
        return;
      }
      GatewayCaller caller = GatewayCaller.of(exchange, http.trustedProxies());
      CallbackRequest request =
          new CallbackRequest(
              exchange.method(),
              address.path(),
              exchange.query().orElse(""),
              exchange.headers(),
              body.bytes(),
              caller.address(),
              caller.secure());
      desk.get()
          .answer(
              request,
              response -> {
                body.drop();
                exchange.answer(GatewayFront.answer(response));
              });
    }

    @Override
    public void failed(BodyFailure failure) {
      body.drop();
      switch (failure) {
        case STALLED -> refuse(exchange, tooSlow());
        case BROKEN -> refuse(exchange, Answer.text(400, "The request ended before its body did."));
      }
    }

    private static Answer tooSlow() {
      return Answer.text(408, "The request did not arrive in time; send it again.");
    }
  }
}
