package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.messagingagent.server.plugin.CallObserver;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginHost;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.NewIncoming.Origin;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.XmlText;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SubmissionException;

/**
 * What plugins hand in by their gateways' own ways, on the store. Values and delivery reports are
 * taken from the start on, messages once {@link #attach} was called.
 */
public final class DefaultPluginHost implements PluginHost {

  private final Store store;
  private final CallObserver observer;
  private final Clock clock;
  private final Optional<String> callbackBase;
  private final StoreCalls calls =
      new StoreCalls("repeat it; a message with a gateway id is stored once");
  private final AtomicReference<PluginChecks> checks = new AtomicReference<>();

  /**
   * @param callbackBase the address of the server as gateways reach it, such as {@code
   *     https://sms.example.com}; empty where it is not known
   */
  public DefaultPluginHost(Store store, Clock clock, Optional<URI> callbackBase) {
    this(store, clock, callbackBase, CallObserver.NONE);
  }

  /**
   * As above.
   *
   * @param observer who is told of the calls of plugins
   */
  public DefaultPluginHost(
      Store store, Clock clock, Optional<URI> callbackBase, CallObserver observer) {
    this.observer = requireNonNull(observer, "observer is null");
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.callbackBase = callbackBase.map(base -> base.toString().replaceFirst("/+$", ""));
  }

  /**
   * From now on plugins may submit messages. To be called when the plugins are open and somebody
   * listens to what becomes ready in the inbox.
   */
  public void attach(RunningPlugins plugins) {
    checks.set(new PluginChecks(plugins, ""));
  }

  @Override
  public long submitIncoming(String plugin, ReceivedMessage message) {
    requireNonNull(message, "message is null");
    PluginChecks installed = checks.get();
    if (installed == null) {
      throw new SubmissionException("The server is starting; submit the message again", true);
    }
    Submissions.check(message);
    return Submissions.taking(
        () -> {
          NewIncoming incoming = incoming(plugin, message, installed);
          Acceptance acceptance =
              calls.onDisk(store.inbox().accept(incoming), "The message was not stored");
          return acceptance.messageId();
        });
  }

  @Override
  public DeliveryReport.Result reportDelivery(String plugin, DeliveryReport report) {
    ReportResult result = reported(stored(plugin, report), store.outbox()::report);
    return found(result)
        .orElseGet(
            () -> {
              if (result == ReportResult.KEPT) {
                return DeliveryReport.Result.KEPT;
              }
              throw new SubmissionException(
                  "No message has the external id '%s' yet, and too many reports wait for their messages; report it again later"
                      .formatted(Arguments.excerpt(report.externalId())),
                  true);
            });
  }

  @Override
  public Optional<DeliveryReport.Result> reportDeliveryIfKnown(
      String plugin, DeliveryReport report) {
    return found(reported(stored(plugin, report), store.outbox()::reportIfKnown));
  }

  private OutboxStore.DeliveryReport stored(String plugin, DeliveryReport report) {
    requireNonNull(report, "report is null");
    Submissions.checkKey("externalId", report.externalId());
    return new OutboxStore.DeliveryReport(
        plugin,
        report.externalId(),
        report.status().code(),
        XmlText.fit(report.description(), InstalledPlugin.MAX_DESCRIPTION),
        user(plugin),
        clock.instant());
  }

  private ReportResult reported(
      OutboxStore.DeliveryReport report,
      Function<OutboxStore.DeliveryReport, CompletionStage<ReportResult>> write) {
    return Submissions.taking(() -> calls.onDisk(write.apply(report), "The report was not stored"));
  }

  /** What became of the message; empty where there is none. */
  private static Optional<DeliveryReport.Result> found(ReportResult result) {
    return switch (result) {
      case APPLIED -> Optional.of(DeliveryReport.Result.APPLIED);
      case UNCHANGED -> Optional.of(DeliveryReport.Result.UNCHANGED);
      case KEPT, NOT_KNOWN, TOO_MANY -> Optional.empty();
    };
  }

  @Override
  public KeyValueStore values(String owner) {
    return new PluginValues(requireNonNull(owner, "owner is null"), store.values(), calls, clock);
  }

  @Override
  public boolean offersTransactions() {
    return store.transactions().isPresent();
  }

  @Override
  public CallObserver callObserver() {
    return observer;
  }

  @Override
  public Optional<URI> callbackAddress(String plugin) {
    return callbackBase.map(base -> URI.create("%s/gateway/%s/".formatted(base, plugin)));
  }

  private NewIncoming incoming(String plugin, ReceivedMessage message, PluginChecks installed) {
    String sessionKey = message.sessionKey().orElse("");
    String handler =
        installed.handler(
            message.handler().orElse(plugin), message.format(), message.content(), sessionKey);
    return new NewIncoming(
        handler,
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        sessionKey,
        user(plugin),
        clock.instant(),
        Optional.empty(),
        Optional.of(new Origin(plugin, message.gatewayId())),
        CurrentTrace.text());
  }

  private static String user(String plugin) {
    return "plugin:" + plugin;
  }
}
