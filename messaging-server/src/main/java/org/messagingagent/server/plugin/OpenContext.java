package org.messagingagent.server.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReceivedMessage;

/** What the server gives to one plugin, until that is stopped. */
final class OpenContext implements PluginContext {

  /** Holds a directory for each plugin, in the server's data directory. */
  private static final String DIRECTORY = "plugin-data";

  private final String pluginName;
  private final PluginSettings settings;
  private final PluginLimits limits;
  private final Path root;
  private final Clock clock;
  private final PluginHost host;
  private final PluginJobs jobs;
  private final PluginFigures figures;
  private volatile boolean ended;

  /**
   * @param root the server's data directory
   */
  OpenContext(
      String pluginName,
      OperatorSettings.Checked checked,
      Path root,
      Clock clock,
      PluginHost host,
      PluginJobs jobs,
      PluginFigures figures) {
    this.pluginName = pluginName;
    this.settings = checked.settings();
    this.limits = checked.limits();
    this.root = root;
    this.clock = clock;
    this.host = host;
    this.jobs = jobs;
    this.figures = figures;
  }

  PluginJobs jobs() {
    return jobs;
  }

  PluginFigures figures() {
    return figures;
  }

  /** From now on the plugin can do nothing here any more. */
  void end() {
    ended = true;
  }

  @Override
  public String pluginName() {
    return pluginName;
  }

  @Override
  public Optional<String> traceParent() {
    return CurrentTrace.text();
  }

  @Override
  public PluginSettings settings() {
    return settings;
  }

  @Override
  public Path dataDirectory() {
    // Made when it is asked for: most plugins need none.
    Path directory = root.resolve(DIRECTORY).resolve(pluginName).toAbsolutePath();
    try {
      if (!Files.isDirectory(directory)) {
        create(directory);
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot make the plugin's data directory %s".formatted(directory), e);
    }
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public long submitIncoming(ReceivedMessage message) {
    return host().submitIncoming(pluginName, message);
  }

  @Override
  public DeliveryReport.Result reportDelivery(DeliveryReport report) {
    return host().reportDelivery(pluginName, report);
  }

  @Override
  public Optional<DeliveryReport.Result> reportDeliveryIfKnown(DeliveryReport report) {
    return host().reportDeliveryIfKnown(pluginName, report);
  }

  @Override
  public Duration sendTimeout() {
    return limits.sendTimeout();
  }

  @Override
  public Duration handleTimeout() {
    return limits.handleTimeout();
  }

  @Override
  public KeyValueStore store() {
    return host().values(pluginName);
  }

  @Override
  public PluginScheduler scheduler() {
    return jobs;
  }

  @Override
  public PluginMetrics metrics() {
    return figures;
  }

  @Override
  public Optional<URI> callbackAddress() {
    return host.callbackAddress(pluginName);
  }

  private PluginHost host() {
    if (ended) {
      throw new IllegalStateException("Plugin %s has been stopped".formatted(pluginName));
    }
    return host;
  }

  private static void create(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }
}
