package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.List;
import org.jsmpp.bean.BindType;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SendOutcome;

/** The plugin at work. */
final class SmppChannel implements OutgoingSender {

  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final int LONGEST_KEY = 255;

  private final Composer composer;
  private final SendConfig config;
  private final Pace pace;
  private final ReceiptBook book;
  private final InboundDesk desk;
  private final Links links;
  private final Figures figures;

  private SmppChannel(
      SendConfig config,
      Pace pace,
      ReceiptBook book,
      InboundDesk desk,
      Links links,
      Figures figures) {
    this.composer = new Composer(config);
    this.config = config;
    this.pace = pace;
    this.book = book;
    this.desk = desk;
    this.links = links;
    this.figures = figures;
  }

  /** Begins to connect; does not wait for it. */
  static SmppChannel open(
      PluginContext context,
      LinkConfig link,
      SendConfig send,
      IncomingConfig incoming,
      SmscSockets sockets) {
    PluginSettings settings = context.settings();
    Figures figures = Figures.of(context.metrics());
    ReceiptBook book =
        new ReceiptBook(
            context,
            new ReceiptIds(settings.require(SmppSettings.RECEIPT_IDS).trim(), context.store()),
            settings.getDuration(SmppSettings.RECEIPTS_KEPT),
            Transmission.longest(send),
            figures);
    IncomingMessages messages =
        new IncomingMessages(
            context, incoming, new RepeatGuard(context, incoming.repeatWindow(), figures), figures);
    InboundDesk desk = new InboundDesk(book, messages, figures, incoming.threads());
    Links links =
        Links.of(
            link, types(settings.require(SmppSettings.BIND_TYPE).trim()), sockets, desk, figures);
    context.metrics().gauge("binds.open", "binds that stand", links::bound);
    context.metrics().gauge("submits.waiting", "submits that wait for an answer", links::waiting);
    context.metrics().gauge("received.waiting", "requests of the SMSC that wait", desk::waiting);
    context
        .scheduler()
        .everyOnOneNode(
            "sweep",
            SWEEP,
            () -> {
              book.sweep();
              messages.sweep();
            });
    links.start();
    return new SmppChannel(
        send, new Pace(send.rate(), send.throttlePause()), book, desk, links, figures);
  }

  @Override
  public SendOutcome send(OutgoingMessage message) {
    Draft draft;
    try {
      draft = composer.compose(message);
    } catch (UnsendableException e) {
      return SendOutcome.rejected(e.getMessage());
    }
    SendOutcome outcome = new Transmission(draft.parts(), links, pace, book, config, figures).run();
    String key = draft.numbers().sessionKey();
    return config.sessionsByNumbers()
            && message.suggestedSessionKey().isEmpty()
            && key.length() <= LONGEST_KEY
        ? outcome.withSessionKey(key)
        : outcome;
  }

  @Override
  public Health health() {
    Health health = links.health();
    long millis = pace.pause().toMillis();
    return millis > 0 && health.status() == Health.Status.UP
        ? Health.degraded(
            "%s; the SMSC says that it is too much: nothing is sent for %d ms"
                .formatted(health.detail(), millis))
        : health;
  }

  /** What is under way ends: without an answer its outcome is unknown. */
  @Override
  public void close() {
    links.close();
    desk.close();
  }

  private static List<BindType> types(String setting) {
    return switch (setting) {
      case "transmitter" -> List.of(BindType.BIND_TX);
      case "receiver" -> List.of(BindType.BIND_RX);
      case "pair" -> List.of(BindType.BIND_TX, BindType.BIND_RX);
      default -> List.of(BindType.BIND_TRX);
    };
  }
}
