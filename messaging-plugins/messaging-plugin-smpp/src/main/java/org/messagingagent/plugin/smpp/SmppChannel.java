package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jsmpp.bean.BindType;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugin at work. */
final class SmppChannel implements OutgoingSender {

  private static final Logger log = LoggerFactory.getLogger(SmppChannel.class);

  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final int LONGEST_KEY = 255;
  private static final int TIDYING_THREADS = 8;
  private static final int TIDYING_QUEUE = 1_000;

  private final Composer composer;
  private final SendConfig config;
  private final Pace pace;
  private final ReceiptBook book;
  private final InboundDesk desk;
  private final Links links;
  private final Figures figures;
  private final ExecutorService tidying;

  private SmppChannel(
      SendConfig config,
      Pace pace,
      ReceiptBook book,
      InboundDesk desk,
      Links links,
      Figures figures,
      ExecutorService tidying) {
    this.composer = new Composer(config);
    this.config = config;
    this.pace = pace;
    this.book = book;
    this.desk = desk;
    this.links = links;
    this.figures = figures;
    this.tidying = tidying;
  }

  /** Begins to connect; does not wait for it. */
  static SmppChannel open(
      PluginContext context,
      LinkConfig link,
      SendConfig send,
      IncomingConfig incoming,
      SmscSockets sockets) {
    PluginSettings settings = context.settings();
    Waits.problem(
            context.pluginName(),
            send.sendWait().plus(send.responseTimeout()),
            "send-wait and response-timeout together",
            context.sendTimeout())
        .ifPresent(log::warn);
    Figures figures = Figures.of(context.metrics());
    ThreadPoolExecutor tidying = tidying(context.pluginName());
    ReceiptBook book =
        new ReceiptBook(
            context,
            new ReceiptIds(settings.require(SmppSettings.RECEIPT_IDS).trim(), context.store()),
            settings.getDuration(SmppSettings.RECEIPTS_KEPT),
            Transmission.longest(send),
            figures,
            tidying);
    IncomingMessages messages =
        new IncomingMessages(
            context, incoming, new RepeatGuard(context, incoming.repeatWindow(), figures), figures);
    InboundDesk desk =
        new InboundDesk(context.pluginName(), book, messages, figures, incoming.threads());
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
        send, new Pace(send.rate(), send.throttlePause()), book, desk, links, figures, tidying);
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
    tidying.shutdownNow(); // what is left expires
  }

  /** Threads that end when there is nothing to do; where they do not keep up, receipts wait. */
  private static ThreadPoolExecutor tidying(String plugin) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            TIDYING_THREADS,
            TIDYING_THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(TIDYING_QUEUE),
            work -> {
              Thread thread = new Thread(work, plugin + "-tidying");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    threads.allowCoreThreadTimeOut(true);
    return threads;
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
