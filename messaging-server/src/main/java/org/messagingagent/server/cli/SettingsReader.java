package org.messagingagent.server.cli;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.messagingagent.server.ServerConfig;

/**
 * Reads the settings: the command line goes before the environment, that before the file, that
 * before the defaults.
 */
final class SettingsReader {

  private static final String PREFIX = "MESSAGING_";

  /** What the client's command line reads; both run in one terminal. */
  private static final Set<String> OF_COMMANDS =
      Set.of(
          "MESSAGING_URL",
          "MESSAGING_USER",
          "MESSAGING_PASSWORD",
          "MESSAGING_TICKET",
          RemoteOptions.PASSWORD_VARIABLE);

  private static final Pattern INJECTED_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");
  private static final Pattern INJECTED_NAME =
      Pattern.compile("MESSAGING_(.+_)?(SERVICE_(HOST|PORT)(_.*)?|PORT_\\d+_(TCP|UDP|SCTP).*)");
  private static final int COMMAND_LINE_ORDINAL = 500;
  private static final int ENVIRONMENT_ORDINAL = 300;
  private static final int FILE_ORDINAL = 200;

  private final Problems problems = new Problems();
  private final List<String> warnings = new ArrayList<>();

  private SettingsReader() {}

  /**
   * What was read.
   *
   * @param warnings what is strange, and was left aside
   */
  record Result(ServerConfig server, SettingValues values, List<String> warnings) {}

  /**
   * Reads all settings.
   *
   * @param commandLine by key
   * @param environment all variables; those that do not begin with {@code MESSAGING_} are not ours
   * @throws SettingsException naming everything that is wrong
   */
  static Result read(
      Map<String, String> commandLine, Map<String, String> environment, Optional<Path> file) {
    return new SettingsReader().readAll(commandLine, environment, file);
  }

  private Result readAll(
      Map<String, String> commandLine, Map<String, String> environment, Optional<Path> file) {
    Map<String, String> fromFile = file.map(this::load).orElse(Map.of());
    String fileName = file.map(Path::toString).orElse("");
    checkKeys(commandLine, "command line");
    checkKeys(fromFile, fileName);
    InstanceKeys instances = instances(commandLine, environment, fromFile);
    PluginKeys plugins = new PluginKeys(instances.plugins().keySet());
    plugins.addAll(fromFile);
    Map<String, String> ours = ours(environment, plugins);
    plugins.addAll(commandLine);

    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(commandLine, "command line", COMMAND_LINE_ORDINAL),
                new EnvConfigSource(ours, ENVIRONMENT_ORDINAL),
                new PropertiesConfigSource(fromFile, fileName, FILE_ORDINAL))
            .build();
    IntFunction<String> sources =
        ordinal ->
            switch (ordinal) {
              case COMMAND_LINE_ORDINAL -> "command line";
              case ENVIRONMENT_ORDINAL -> "environment";
              default -> fileName;
            };
    SettingValues values =
        SettingValues.read(config, sources, plugins.byPlugin(), instances.plugins(), problems);
    Optional<ServerConfig> server = Settings.serverConfig(values, problems);
    if (server.isEmpty()) {
      throw new SettingsException(problems.all());
    }
    return new Result(server.get(), values, List.copyOf(warnings));
  }

  private static InstanceKeys instances(
      Map<String, String> commandLine,
      Map<String, String> environment,
      Map<String, String> fromFile) {
    InstanceKeys instances = new InstanceKeys();
    instances.addAll(fromFile);
    instances.addVariables(
        environment,
        fromFile.keySet().stream()
            .flatMap(key -> PluginKeys.parse(key).map(PluginKeys.Parts::plugin).stream())
            .toList());
    instances.addAll(commandLine);
    return instances;
  }

  private Map<String, String> load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      problems.add("There is no settings file %s".formatted(file));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          "The settings file %s cannot be read as UTF-8 text of 'key = value' lines: %s"
              .formatted(file, e.getMessage()));
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }

  private void checkKeys(Map<String, String> values, String source) {
    for (String key : new TreeMap<>(values).keySet()) {
      boolean known =
          key.startsWith(PluginKeys.PREFIX)
              ? PluginKeys.parse(key).isPresent()
              : InstanceKeys.isKey(key)
                  || Settings.ALL.stream().anyMatch(setting -> setting.key().equals(key));
      if (!known) {
        problems.add(
            "Unknown setting '%s' (%s)%s".formatted(key, source, NearestKey.suggestion(key)));
      }
    }
  }

  /** The variables that set something; those of plugins go to them, the others are warned about. */
  private Map<String, String> ours(Map<String, String> environment, PluginKeys plugins) {
    Map<String, String> ours = new HashMap<>();
    Set<String> injected = new HashSet<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(PREFIX)
          || variable.getValue().isBlank()
          || OF_COMMANDS.contains(name)
          || InstanceKeys.isVariable(name)) {
        continue;
      }
      Optional<Setting<?>> setting =
          Settings.ALL.stream().filter(known -> known.variable().equals(name)).findFirst();
      if (INJECTED_VALUE.matcher(variable.getValue()).matches()
          || setting.isEmpty() && INJECTED_NAME.matcher(name).matches()) {
        injected.add(name);
      } else if (setting.isPresent()) {
        ours.put(name, variable.getValue());
      } else if (!plugins.addVariable(name, variable.getValue())) {
        String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
        warnings.add(
            "The environment variable %s is no setting, and was left aside%s"
                .formatted(name, NearestKey.variableSuggestion(key)));
      }
    }
    if (!injected.isEmpty()) {
      warnings.add(
          "Left aside %s: Kubernetes puts such into pods for a service whose name begins with"
                  .formatted(String.join(", ", injected.stream().sorted().toList()))
              + " 'messaging'; set enableServiceLinks: false in the pod, or give --set on the"
              + " command line");
    }
    return ours;
  }
}
