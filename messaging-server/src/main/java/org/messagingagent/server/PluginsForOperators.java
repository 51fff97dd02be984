package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.PluginControl;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginFailure;
import org.messagingagent.server.plugin.PluginInfo;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginOperationException;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.plugin.PluginState;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SubmissionException;

/** The plugins as an operator sees them: those that run, those that are off, those that failed. */
final class PluginsForOperators implements PluginControl {

  private static final int MOST_NAMES = 20;

  private final PluginRegistry plugins;
  private final PluginLimits limits;
  private final Function<String, Optional<URI>> callbackAddress;

  /**
   * @param limits what a plugin gets for which the operator sets nothing
   * @param callbackAddress from a plugin's name to where its gateway calls
   */
  PluginsForOperators(
      PluginRegistry plugins,
      PluginLimits limits,
      Function<String, Optional<URI>> callbackAddress) {
    this.plugins = requireNonNull(plugins, "plugins is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.callbackAddress = requireNonNull(callbackAddress, "callbackAddress is null");
  }

  @Override
  public List<PluginEntry> list() {
    List<InstalledPlugin> running = plugins.all();
    // All at once: several that hang are waited for together.
    running.forEach(plugin -> plugin.healthWatch().prepare());
    return Stream.concat(running.stream().map(PluginsForOperators::entry), idle()).toList();
  }

  @Override
  public PluginDetail describe(String name) {
    return plugins
        .find(name)
        .map(this::detail)
        .or(() -> idle().filter(idle -> idle.name().equals(name)).findFirst().map(this::detail))
        .orElseThrow(() -> noPlugin(name));
  }

  @Override
  public void pause(String name) {
    told(
        name,
        () -> {
          plugins.pause(name);
          return "";
        });
  }

  @Override
  public void resume(String name) {
    told(
        name,
        () -> {
          plugins.resume(name);
          return "";
        });
  }

  @Override
  public String restart(String name) {
    return told(name, () -> plugins.restart(name));
  }

  private String told(String name, Supplier<String> work) {
    try {
      return work.get();
    } catch (PluginOperationException e) {
      throw switch (e.reason()) {
        case NOT_FOUND -> noPlugin(name);
        case REFUSED -> new AdministrationException(Reason.REFUSED, e.getMessage());
      };
    } catch (SubmissionException e) {
      throw new AdministrationException(
          e.retryable() ? Reason.UNAVAILABLE : Reason.REFUSED, e.getMessage());
    }
  }

  private AdministrationException noPlugin(String name) {
    TreeSet<String> names = new TreeSet<>();
    plugins.all().forEach(plugin -> names.add(plugin.name()));
    idle().map(PluginEntry::name).filter(idle -> !idle.isEmpty()).forEach(names::add);
    String known = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return new AdministrationException(
        Reason.NOT_FOUND,
        names.isEmpty()
            ? "There is no plugin '%s'; there are none at all".formatted(name)
            : "There is no plugin '%s'; there are: %s%s"
                .formatted(name, known, names.size() > MOST_NAMES ? ", and more" : ""));
  }

  private PluginDetail detail(InstalledPlugin plugin) {
    return new PluginDetail(
        entry(plugin),
        plugin.info().description(),
        plugin.info().maxContentLength(),
        plugin.takesCallbacks()
            ? callbackAddress.apply(plugin.name()).map(URI::toString).orElse("")
            : "",
        PluginSettingsView.settings(plugin),
        PluginSettingsView.limits(plugin, limits),
        PluginMetricsView.of(plugin.figures()));
  }

  private PluginDetail detail(PluginEntry idle) {
    Optional<PluginInfo> info = plugins.info(idle.name());
    return new PluginDetail(
        idle,
        info.map(PluginInfo::description).orElse(""),
        info.map(PluginInfo::maxContentLength).orElse(0),
        "",
        info.map(PluginSettingsView::declared).orElse(List.of()),
        List.of(),
        List.of());
  }

  private static PluginEntry entry(InstalledPlugin plugin) {
    PluginState state = plugin.state();
    Health health = plugin.healthWatch().health();
    return new PluginEntry(
        plugin.name(),
        plugin.info().version(),
        plugin.info().builtFor().map(PluginsForOperators::range).orElse(""),
        state.word(),
        word(health),
        plugin.takesIncoming(),
        plugin.sends(),
        plugin.supportsConfig(),
        plugin.takesCallbacks(),
        plugin.info().formats(),
        plugin.location(),
        problem(state, health));
  }

  /** Built for 1.0, a plugin runs with that and later ones up to the next major version. */
  private static String range(String builtFor) {
    return "%s to %s.x".formatted(builtFor, builtFor.substring(0, builtFor.indexOf('.')));
  }

  private static String problem(PluginState state, Health health) {
    List<String> parts = new ArrayList<>();
    if (!state.detail().isEmpty()) {
      parts.add(state.detail());
    }
    if (health.status() != Health.Status.UP) {
      parts.add(
          health.detail().isEmpty()
              ? "it says that it is " + word(health)
              : "%s: %s".formatted(word(health), health.detail()));
    }
    return String.join("; ", parts);
  }

  private static String word(Health health) {
    return health.status().name().toLowerCase(Locale.ROOT);
  }

  private Stream<PluginEntry> idle() {
    return Stream.concat(
        plugins.switchedOff().stream()
            .map(name -> idle(name, "off", plugins.location(name).orElse(""), "")),
        plugins.failures().stream().map(this::failed));
  }

  private PluginEntry failed(PluginFailure failure) {
    return idle(failure.name().orElse(""), "failed", failure.location(), failure.reason());
  }

  private PluginEntry idle(String name, String state, String location, String problem) {
    // What is known of a name is that of the plugin that runs under it, where one does.
    Optional<PluginInfo> info =
        plugins.find(name).isPresent() ? Optional.empty() : plugins.info(name);
    return new PluginEntry(
        name,
        info.map(PluginInfo::version).orElse(""),
        info.flatMap(PluginInfo::builtFor).map(PluginsForOperators::range).orElse(""),
        state,
        "",
        false,
        false,
        false,
        false,
        info.map(PluginInfo::formats).orElse(List.of()),
        location,
        problem);
  }
}
