package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SettingProblem;

/**
 * What a plugin is opened with in a test without a server: it notes what the plugin submits and
 * reports. Safe for use by many threads.
 */
public final class TestPluginContext implements PluginContext {

  private final MessagingPlugin plugin;
  private final Map<String, String> values;
  private final Path dataDirectory;
  private final Clock clock;
  private final List<ReceivedMessage> submitted = new CopyOnWriteArrayList<>();
  private final List<DeliveryReport> reported = new CopyOnWriteArrayList<>();

  private TestPluginContext(
      MessagingPlugin plugin, Map<String, String> values, Path dataDirectory, Clock clock) {
    this.plugin = requireNonNull(plugin, "plugin is null");
    this.values = Map.copyOf(values);
    this.dataDirectory = requireNonNull(dataDirectory, "dataDirectory is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * A context without settings, on the system's clock.
   *
   * @param dataDirectory exists, and is the plugin's own; most often JUnit's {@code @TempDir}
   */
  public static TestPluginContext of(MessagingPlugin plugin, Path dataDirectory) {
    return new TestPluginContext(plugin, Map.of(), dataDirectory, Clock.systemUTC());
  }

  /** The same, with these settings. */
  public TestPluginContext withSettings(Map<String, String> settings) {
    return new TestPluginContext(plugin, settings, dataDirectory, clock);
  }

  /** The same, with this clock; a fixed one makes times in a test exact. */
  public TestPluginContext withClock(Clock other) {
    return new TestPluginContext(plugin, values, dataDirectory, other);
  }

  /**
   * Checks the settings as the server does, and opens the plugin.
   *
   * @throws PluginSettingException with all that is wrong with the settings
   */
  public Channel open() throws Exception {
    List<SettingProblem> problems = plugin.check(settings());
    if (!problems.isEmpty()) {
      throw new PluginSettingException(problems);
    }
    return plugin.open(this);
  }

  /** What the plugin submitted, in order. */
  public List<ReceivedMessage> submitted() {
    return List.copyOf(submitted);
  }

  /** What the plugin reported, in order. */
  public List<DeliveryReport> reported() {
    return List.copyOf(reported);
  }

  @Override
  public String pluginName() {
    return plugin.name();
  }

  @Override
  public PluginSettings settings() {
    return PluginSettings.of(plugin.settings(), values);
  }

  @Override
  public Path dataDirectory() {
    return dataDirectory;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public long submitIncoming(ReceivedMessage message) {
    submitted.add(message);
    return submitted.size();
  }

  @Override
  public DeliveryReport.Result reportDelivery(DeliveryReport report) {
    reported.add(report);
    return DeliveryReport.Result.APPLIED;
  }

  @Override
  public KeyValueStore store() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public PluginScheduler scheduler() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public PluginMetrics metrics() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Optional<URI> callbackAddress() {
    return Optional.empty();
  }
}
