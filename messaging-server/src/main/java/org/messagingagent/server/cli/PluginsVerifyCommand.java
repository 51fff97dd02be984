package org.messagingagent.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.messagingagent.server.plugin.PluginReport;
import org.messagingagent.server.plugin.PluginVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at plugins that are not installed yet. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Says what is wrong with plugins, from their byte code: nothing of them is run, and no server"
          + " is needed.",
      "Names are compared with those of the plugins in messaging.plugins.dir and among the files."
          + " Exit status 1 where an error was found."
    })
final class PluginsVerifyCommand implements Callable<Integer> {

  private static final int FINE = 0;
  private static final int ERRORS_FOUND = 1;

  private final Context context;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A plugin's JAR, or the directory with the JARs of one plugin.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  PluginsVerifyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional<Path> installed = context.settings().server().plugins().directory();
    Map<String, String> names = installed.map(PluginVerifier::names).orElse(Map.of());
    Map<String, String> taken = new LinkedHashMap<>();
    List<PluginReport> reports = new ArrayList<>();
    for (Path file : files) {
      Map<String, String> others = new LinkedHashMap<>(names);
      others.values().removeIf(location -> isSame(Path.of(location), file));
      others.putAll(taken);
      PluginReport report = PluginVerifier.verify(file, others);
      report.plugins().forEach(p -> p.name().ifPresent(name -> taken.put(name, file.toString())));
      reports.add(report);
    }
    if (json) {
      context.terminal().printJson(reports.stream().map(PluginsVerifyCommand::forScripts).toList());
    } else {
      reports.forEach(this::print);
    }
    return reports.stream().allMatch(PluginReport::ok) ? FINE : ERRORS_FOUND;
  }

  /** An installed plugin that is looked at is not in its own way. */
  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private void print(PluginReport report) {
    line("%s: %s".formatted(report.location(), report.ok() ? "fine" : "does not run here"));
    for (PluginReport.Plugin plugin : report.plugins()) {
      line(
          "  plugin %s %s, built for plugin interface %s (%s)"
              .formatted(
                  plugin.name().orElse("(name not known)"),
                  plugin.version().orElse("(version not known)"),
                  plugin.builtFor().orElse("(not said)"),
                  plugin.className()));
    }
    report.findings().forEach(finding -> line("  " + finding));
  }

  private void line(String text) {
    context.terminal().print(Terminal.harmless(text));
  }

  private static Report forScripts(PluginReport report) {
    return new Report(
        report.location(),
        report.ok(),
        report.plugins().stream()
            .map(
                plugin ->
                    new Plugin(
                        plugin.className(),
                        plugin.name().orElse(""),
                        plugin.version().orElse(""),
                        plugin.builtFor().orElse("")))
            .toList(),
        report.findings().stream()
            .map(finding -> new Finding(finding.severity().name(), finding.text()))
            .toList());
  }

  /** As scripts see it; empty texts stand for what is not known. */
  private record Report(
      String location, boolean ok, List<Plugin> plugins, List<Finding> findings) {}

  private record Plugin(String className, String name, String version, String builtFor) {}

  private record Finding(String severity, String text) {}
}
