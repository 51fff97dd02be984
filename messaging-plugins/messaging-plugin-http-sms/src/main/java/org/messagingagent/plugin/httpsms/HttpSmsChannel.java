package org.messagingagent.plugin.httpsms;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugin at work. Called by several threads at once. */
final class HttpSmsChannel implements OutgoingSender, CallbackHandler {

  private static final Logger log = LoggerFactory.getLogger(HttpSmsChannel.class);

  private final PluginContext context;
  private final Setup setup;
  private final MessageValues values;
  private final GatewayClient gateway;
  private final Callbacks callbacks;
  private final Figures figures;
  private final Optional<Simulation> simulation;
  private volatile Health health;

  private HttpSmsChannel(PluginContext context, Setup setup) {
    PluginSettings settings = context.settings();
    this.context = context;
    this.setup = setup;
    this.values =
        new MessageValues(
            setup.numbers(),
            new TextLimits(settings.getInt(Keys.MAX_LENGTH)),
            settings.get(Keys.FROM),
            setup.layers().require(Keys.ENCODING_GSM),
            setup.layers().require(Keys.ENCODING_UNICODE),
            callbackUrls(context, setup));
    this.figures = Figures.of(context.metrics());
    this.callbacks = new Callbacks(context, setup, figures);
    this.simulation =
        settings.getBoolean(Keys.SIMULATE)
            ? Optional.of(new Simulation(context))
            : Optional.empty();
    this.health = simulation.isPresent() ? Health.up("Simulating: nothing is sent") : Health.up();
    this.gateway =
        new GatewayClient(
            settings.getDuration(Keys.CONNECT_TIMEOUT),
            settings.getDuration(Keys.TIMEOUT),
            setup.trust());
  }

  static HttpSmsChannel open(PluginContext context, Setup setup) {
    boolean needsAddress =
        setup.guard().signature().map(one -> one.signed().needsAddress()).orElse(false);
    if (needsAddress && context.callbackAddress().isEmpty()) {
      throw new PluginSettingException(
          Keys.CALLBACK_HMAC_SIGNED,
          "has {{url}}: set messaging.gateway.public-url to the address that the vendor calls");
    }
    HttpSmsChannel channel = new HttpSmsChannel(context, setup);
    channel.tell();
    return channel;
  }

  @Override
  public SendOutcome send(OutgoingMessage message) throws InterruptedException {
    Optional<Request> request;
    try {
      request = setup.request().render(values.of(message, context.traceParent()));
    } catch (UnsendableException e) {
      figures.unsendable().increment();
      return SendOutcome.rejected(e.getMessage());
    }
    if (simulation.isPresent()) {
      figures.simulated().increment();
      return simulation.get().send(message);
    }
    return exchange(request.orElseThrow());
  }

  private SendOutcome exchange(Request request) throws InterruptedException {
    long start = System.nanoTime();
    try {
      Reply reply = gateway.exchange(request);
      figures.requests().record(Duration.ofNanos(System.nanoTime() - start));
      return noted(setup.answers().outcome(reply, context.clock()));
    } catch (NotReachedException e) {
      figures.notReached().increment();
      health = Health.down(e.getMessage());
      return SendOutcome.retry(e.getMessage());
    } catch (IOException e) {
      // The request was on its way: only the gateway knows whether it took the message.
      figures.lost().increment();
      health = Health.down(e.getMessage());
      return setup.answers().unknown(e.getMessage());
    }
  }

  private SendOutcome noted(SendOutcome outcome) {
    health =
        switch (outcome.kind()) {
          case SENT, DELIVERED, REJECTED -> Health.up();
          case RETRY, UNKNOWN -> Health.degraded(outcome.description());
        };
    return outcome;
  }

  @Override
  public CallbackResponse answer(CallbackRequest request) {
    return callbacks.answer(request);
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    gateway.close();
  }

  private static Map<Placeholder, String> callbackUrls(PluginContext context, Setup setup) {
    Map<Placeholder, String> urls = new EnumMap<>(Placeholder.class);
    Optional<URI> address = context.callbackAddress().filter(any -> setup.guard().isSet());
    address.ifPresent(
        uri -> {
          if (setup.receipts().isPresent()) {
            urls.put(Placeholder.RECEIPT_URL, url(uri, setup, Keys.RECEIPT_PATH));
          }
          if (setup.incoming().isPresent()) {
            urls.put(Placeholder.INCOMING_URL, url(uri, setup, Keys.INCOMING_PATH));
          }
        });
    return urls;
  }

  private static String url(URI address, Setup setup, String key) {
    return address + setup.guard().addressOf(setup.layers().require(key));
  }

  /** What an operator wants to know of it once. */
  private void tell() {
    if (simulation.isPresent()) {
      log.warn("http-sms simulates: nothing is sent until simulate is false");
    } else {
      UrlTemplate url = setup.request().url().orElseThrow();
      log.info("http-sms sends to {} ({})", url.root(), setup.request());
      if (url.isPlain() && !url.isLoopback()) {
        log.warn(
            "http-sms sends over plain HTTP: whoever is on the way reads messages and credentials; use https");
      }
    }
    boolean wanted = setup.receipts().isPresent() || setup.incoming().isPresent();
    if (setup.guard().isSet()) {
      log.info(
          "http-sms takes the vendor's requests, known by {}",
          String.join(" and ", setup.guard().means()));
    } else if (wanted) {
      log.info(
          "http-sms takes no requests of the vendor: set one of callback.path-secret, callback.query-secret, callback.user, callback.hmac-secret and callback.addresses to have receipts");
    }
  }
}
