package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What can be told of a plugin without running it.
 *
 * @param location the JAR or directory
 * @param plugins the plugins that its service files name, as far as their classes were found
 * @param findings what was noticed, errors first; at most 200
 */
public record PluginReport(String location, List<Plugin> plugins, List<Finding> findings) {

  public PluginReport {
    requireNonNull(location, "location is null");
    plugins = List.copyOf(plugins);
    findings = List.copyOf(findings);
  }

  /** Whether nothing stands against running it. */
  public boolean ok() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  /**
   * One plugin.
   *
   * @param className the class that implements MessagingPlugin
   * @param name where {@code name()} answers a constant
   * @param version where {@code version()} answers a constant
   * @param builtFor the lowest version of the plugin interface that it runs with, such as 1.0
   */
  public record Plugin(
      String className,
      Optional<String> name,
      Optional<String> version,
      Optional<String> builtFor) {

    public Plugin {
      requireNonNull(className, "className is null");
      requireNonNull(name, "name is null");
      requireNonNull(version, "version is null");
      requireNonNull(builtFor, "builtFor is null");
    }
  }

  /** How much a finding matters. */
  public enum Severity {
    /** It does not run here, or fails sooner or later. */
    ERROR,
    /** It may run, and something is likely to be wrong. */
    WARNING,
    /** Good to know. */
    INFO
  }

  /**
   * Something that was noticed.
   *
   * @param text one line: what it is, and the way out
   */
  public record Finding(Severity severity, String text) {

    public Finding {
      requireNonNull(severity, "severity is null");
      requireNonNull(text, "text is null");
    }

    @Override
    public String toString() {
      return severity + ": " + text;
    }
  }
}
