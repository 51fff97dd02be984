package org.messagingagent.plugin.httpsms;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/** The plugin at work. Called by several threads at once. */
final class HttpSmsChannel implements ReconcilingSender, CallbackHandler {

  private final PluginContext context;
  private final Setup setup;
  private final MessageValues values;
  private final GatewayClient gateway;
  private final Callbacks callbacks;
  private final Settlement settlement;
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
            CallbackUrls.of(context, setup));
    this.figures = Figures.of(context.metrics());
    this.settlement = new Settlement(context);
    this.callbacks = new Callbacks(context, setup, figures, settlement);
    this.simulation =
        settings.getBoolean(Keys.SIMULATE)
            ? Optional.of(Simulation.start(context))
            : Optional.empty();
    this.health = simulation.isPresent() ? Health.up("Simulating: nothing is sent") : Health.up();
    this.gateway =
        new GatewayClient(
            context.pluginName(),
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
    StartLog.tell(context, setup);
    return new HttpSmsChannel(context, setup);
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
  public SendOutcome reconcile(UnsettledMessage message) {
    return settlement.settle(message);
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
}
