package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.SubmissionException;

/**
 * What a plugin is opened with in a test without a server. It notes what the plugin submits and
 * reports, keeps its values in memory, and runs its jobs when {@link #runJobs()} is called, or with
 * {@link #withRunningJobs()} by themselves. Say all that differs with {@code with…} first, then
 * {@link #open()}. Safe for use by many threads.
 *
 * <pre>{@code
 * try (TestPluginContext context =
 *     TestPluginContext.of(new SmsPlugin(), directory).withSettings(Map.of("url", gateway.url()))) {
 *   Channel channel = context.open();
 *   ...
 *   assertThat(context.reported()).containsExactly(DeliveryReport.of("id-1", Status.RECEIVED));
 * }
 * }</pre>
 */
public final class TestPluginContext implements PluginContext, AutoCloseable {

  private static final int LONGEST_KEY = 255;

  /** What a test may choose. */
  private record Choice(
      MessagingPlugin plugin,
      Map<String, String> values,
      Path dataDirectory,
      Clock clock,
      Optional<URI> callbackAddress,
      Optional<TestKeyValueStore> store,
      boolean runningJobs,
      Timeouts timeouts) {}

  /** How long calls may take. */
  private record Timeouts(Duration send, Duration handle) {

    static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(50), Duration.ofMinutes(5));
  }

  private final Choice choice;
  private final List<ReceivedMessage> submitted = new ArrayList<>();
  private final List<DeliveryReport> reported = new ArrayList<>();
  private final Map<String, Long> idsByGatewayId = new HashMap<>();
  private final TestKeyValueStore store;
  private final TestMetrics metrics = new TestMetrics();
  private final TestScheduler byHand;
  private final Optional<ThreadScheduler> running;
  private Optional<SubmissionException> refusal = Optional.empty();
  private DeliveryReport.Result result = DeliveryReport.Result.APPLIED;
  private boolean closed;

  private TestPluginContext(Choice choice) {
    this.choice = choice;
    this.store = choice.store().orElseGet(() -> new TestKeyValueStore(choice.clock()));
    this.byHand = new TestScheduler(choice.clock());
    this.running =
        choice.runningJobs()
            ? Optional.of(
                new ThreadScheduler(
                    choice.plugin().name(), choice.plugin().getClass().getClassLoader()))
            : Optional.empty();
  }

  /**
   * A context without settings, on the system's clock, without a callback address.
   *
   * @param dataDirectory exists, and is the plugin's own; most often JUnit's {@code @TempDir}
   */
  public static TestPluginContext of(MessagingPlugin plugin, Path dataDirectory) {
    return new TestPluginContext(
        new Choice(
            requireNonNull(plugin, "plugin is null"),
            Map.of(),
            requireNonNull(dataDirectory, "dataDirectory is null"),
            Clock.systemUTC(),
            Optional.empty(),
            Optional.empty(),
            false,
            Timeouts.USUAL));
  }

  /** One with these settings. */
  public TestPluginContext withSettings(Map<String, String> settings) {
    return new TestPluginContext(
        new Choice(
            choice.plugin(),
            Map.copyOf(settings),
            choice.dataDirectory(),
            choice.clock(),
            choice.callbackAddress(),
            choice.store(),
            choice.runningJobs(),
            choice.timeouts()));
  }

  /** One with this clock, such as a {@link TestClock}. */
  public TestPluginContext withClock(Clock other) {
    return new TestPluginContext(
        new Choice(
            choice.plugin(),
            choice.values(),
            choice.dataDirectory(),
            requireNonNull(other, "other is null"),
            choice.callbackAddress(),
            choice.store(),
            choice.runningJobs(),
            choice.timeouts()));
  }

  /** One that tells the plugin that its gateway reaches it here; ends with a slash. */
  public TestPluginContext withCallbackAddress(URI address) {
    return new TestPluginContext(
        new Choice(
            choice.plugin(),
            choice.values(),
            choice.dataDirectory(),
            choice.clock(),
            Optional.of(address),
            choice.store(),
            choice.runningJobs(),
            choice.timeouts()));
  }

  /** One with these values, such as those that the plugin left before a restart. */
  public TestPluginContext withStore(TestKeyValueStore values) {
    return new TestPluginContext(
        new Choice(
            choice.plugin(),
            choice.values(),
            choice.dataDirectory(),
            choice.clock(),
            choice.callbackAddress(),
            Optional.of(values),
            choice.runningJobs(),
            choice.timeouts()));
  }

  /** One whose jobs run by themselves, in threads, by the system's clock. */
  public TestPluginContext withRunningJobs() {
    return new TestPluginContext(
        new Choice(
            choice.plugin(),
            choice.values(),
            choice.dataDirectory(),
            choice.clock(),
            choice.callbackAddress(),
            choice.store(),
            true,
            choice.timeouts()));
  }

  /**
   * One in which calls may take so long, as where the operator set {@code limits.send-timeout} and
   * {@code limits.handle-timeout}.
   */
  public TestPluginContext withTimeouts(Duration send, Duration handle) {
    return new TestPluginContext(
        new Choice(
            choice.plugin(),
            choice.values(),
            choice.dataDirectory(),
            choice.clock(),
            choice.callbackAddress(),
            choice.store(),
            choice.runningJobs(),
            new Timeouts(
                requireNonNull(send, "send is null"), requireNonNull(handle, "handle is null"))));
  }

  /**
   * Checks the settings as the server does, and opens the plugin.
   *
   * @throws PluginSettingException with all that is wrong with the settings
   */
  public Channel open() throws Exception {
    List<SettingProblem> problems = choice.plugin().check(settings());
    if (!problems.isEmpty()) {
      throw new PluginSettingException(problems);
    }
    return choice.plugin().open(this);
  }

  /** What the plugin submitted, in order; repeats of a gateway id left out. */
  public synchronized List<ReceivedMessage> submitted() {
    return List.copyOf(submitted);
  }

  /** What the plugin reported, in order. */
  public synchronized List<DeliveryReport> reported() {
    return List.copyOf(reported);
  }

  /**
   * Takes nothing that the plugin submits or reports from now on, as where the disk is full.
   *
   * @param retryable what {@link SubmissionException#retryable()} answers
   */
  public synchronized void refuseSubmissions(String reason, boolean retryable) {
    refusal = Optional.of(new SubmissionException(reason, retryable));
  }

  /** Takes what the plugin submits and reports again. */
  public synchronized void takeSubmissions() {
    refusal = Optional.empty();
  }

  /**
   * What reports lead to from now on; {@link DeliveryReport.Result#APPLIED} at first. Where it is
   * {@link DeliveryReport.Result#KEPT}, no message is known: {@link #reportDeliveryIfKnown} answers
   * nothing then, and nothing is noted.
   */
  public synchronized void answerReports(DeliveryReport.Result answer) {
    result = requireNonNull(answer, "answer is null");
  }

  /**
   * Runs each of the plugin's jobs that is due by the clock once, in this thread; what they throw
   * is in {@link #jobFailures()}.
   *
   * @return how many ran
   */
  public int runJobs() {
    return byHand.runDue();
  }

  /** What the plugin's jobs threw. */
  public List<Exception> jobFailures() {
    return running.map(ThreadScheduler::failures).orElseGet(byHand::failures);
  }

  /** What the server does once the channel is closed: no job is started any more. */
  @Override
  public synchronized void close() {
    closed = true;
    byHand.close();
    running.ifPresent(ThreadScheduler::close);
  }

  @Override
  public String pluginName() {
    return choice.plugin().name();
  }

  @Override
  public PluginSettings settings() {
    return PluginSettings.of(choice.plugin().settings(), choice.values());
  }

  @Override
  public Path dataDirectory() {
    return choice.dataDirectory();
  }

  @Override
  public Clock clock() {
    return choice.clock();
  }

  @Override
  public synchronized long submitIncoming(ReceivedMessage message) {
    requireNonNull(message, "message is null");
    checkTaken();
    message.gatewayId().ifPresent(id -> checkKey("gateway id", id));
    message.sessionKey().filter(key -> !key.isEmpty()).ifPresent(k -> checkKey("session key", k));
    Long known = message.gatewayId().map(idsByGatewayId::get).orElse(null);
    if (known != null) {
      return known;
    }
    submitted.add(message);
    long id = submitted.size();
    message.gatewayId().ifPresent(gatewayId -> idsByGatewayId.put(gatewayId, id));
    return id;
  }

  @Override
  public synchronized DeliveryReport.Result reportDelivery(DeliveryReport report) {
    requireNonNull(report, "report is null");
    checkTaken();
    checkKey("external id", report.externalId());
    reported.add(report);
    return result;
  }

  @Override
  public synchronized Optional<DeliveryReport.Result> reportDeliveryIfKnown(DeliveryReport report) {
    requireNonNull(report, "report is null");
    checkTaken();
    checkKey("external id", report.externalId());
    return result == DeliveryReport.Result.KEPT
        ? Optional.empty()
        : Optional.of(reportDelivery(report));
  }

  @Override
  public Duration sendTimeout() {
    return choice.timeouts().send();
  }

  @Override
  public Duration handleTimeout() {
    return choice.timeouts().handle();
  }

  @Override
  public synchronized TestKeyValueStore store() {
    checkOpen();
    return store;
  }

  @Override
  public PluginScheduler scheduler() {
    return running.isPresent() ? running.get() : byHand;
  }

  @Override
  public TestMetrics metrics() {
    return metrics;
  }

  @Override
  public Optional<URI> callbackAddress() {
    return choice.callbackAddress();
  }

  private void checkTaken() {
    checkOpen();
    if (refusal.isPresent()) {
      throw new SubmissionException(refusal.get().getMessage(), refusal.get().retryable());
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The plugin has been closed");
    }
  }

  private static void checkKey(String what, String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new SubmissionException(
          "The %s must have 1 to %d characters, has %d".formatted(what, LONGEST_KEY, key.length()),
          false);
    }
  }
}
