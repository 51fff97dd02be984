package org.messagingagent.server.plugin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SpiVersion;

/** Asks a plugin what it is, and checks what it says. */
final class PluginInquiry {

  static final String WHAT_IS_A_NAME =
      "a name is 1 to 64 letters, digits, '-', '_' and '.', and begins with a letter or digit";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern SPI_VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
  private static final int MAX_FORMATS = 1_000;
  private static final int MAX_FORMAT = 255;
  private static final int MAX_VERSION = 100;
  private static final int MAX_DESCRIPTION = 1_000;
  private static final int MAX_SETTINGS = 1_000;

  private PluginInquiry() {}

  /** What the plugin tells of itself. Vendor code: it may take its time, and throw anything. */
  static PluginInfo of(MessagingPlugin plugin, String name) throws UnusablePluginException {
    Optional<String> builtFor = builtFor(plugin.getClass());
    String description = plugin.description();
    int maxContentLength = plugin.maxContentLength();
    if (maxContentLength < 0) {
      throw new UnusablePluginException(
          "its maxContentLength() is %d; it must be 0 for no limit, or more"
              .formatted(maxContentLength));
    }
    return new PluginInfo(
        name,
        checkedVersion(plugin.version()),
        description == null ? "" : Texts.line(description, MAX_DESCRIPTION),
        builtFor,
        checkedFormats(plugin.formats()),
        maxContentLength,
        checkedSettings(plugin.settings()));
  }

  private static Optional<String> builtFor(Class<?> type) throws UnusablePluginException {
    RequiresSpi required = type.getAnnotation(RequiresSpi.class);
    if (required == null) {
      return Optional.empty();
    }
    Optional<String> problem = spiProblem(required.value());
    if (problem.isPresent()) {
      throw new UnusablePluginException(problem.get());
    }
    return Optional.of(required.value());
  }

  /** Why a plugin that was built for this version of the interface does not run here. */
  static Optional<String> spiProblem(String required) {
    Matcher wanted = SPI_VERSION.matcher(required);
    if (!wanted.matches()) {
      return Optional.of(
          "it says that it was built for plugin interface '%s', which is no version such as %s; get another build"
              .formatted(Texts.line(required, 40), SpiVersion.CURRENT));
    }
    Matcher ours = SPI_VERSION.matcher(SpiVersion.CURRENT);
    boolean fits =
        ours.matches()
            && wanted.group(1).equals(ours.group(1))
            && Integer.parseInt(wanted.group(2)) <= Integer.parseInt(ours.group(2));
    return fits
        ? Optional.empty()
        : Optional.of(
            "it was built for plugin interface %s and this server has %s; get a build for this server, or a server for that build"
                .formatted(required, SpiVersion.CURRENT));
  }

  /** Whether a plugin, or an instance of one, may be called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static String checkedName(String name) throws UnusablePluginException {
    if (name == null) {
      throw new UnusablePluginException("its name() is null; get a build that has a name");
    }
    if (!isName(name)) {
      throw new UnusablePluginException(
          "its name() is '%s'; %s".formatted(Texts.line(name, 80), WHAT_IS_A_NAME));
    }
    return name;
  }

  private static String checkedVersion(String version) {
    String line = version == null ? "" : Texts.line(version, MAX_VERSION);
    return line.isEmpty() ? "unknown" : line;
  }

  private static List<String> checkedFormats(List<String> formats) throws UnusablePluginException {
    if (formats == null) {
      throw new UnusablePluginException(
          "its formats() is null; it must answer a list, empty for any format");
    }
    List<String> copy = new ArrayList<>(formats);
    if (copy.size() > MAX_FORMATS) {
      throw new UnusablePluginException(
          "its formats() are %d; at most %d are taken".formatted(copy.size(), MAX_FORMATS));
    }
    for (String format : copy) {
      if (format == null
          || format.isBlank()
          || format.length() > MAX_FORMAT
          || !Texts.isXml(format)) {
        throw new UnusablePluginException(
            "its formats() contain %s; a format is a text of 1 to %d characters"
                .formatted(
                    format == null ? "null" : "'" + Texts.line(format, 80) + "'", MAX_FORMAT));
      }
    }
    return copy.stream().distinct().toList();
  }

  private static List<PluginSetting> checkedSettings(List<PluginSetting> settings)
      throws UnusablePluginException {
    if (settings == null) {
      throw new UnusablePluginException(
          "its settings() is null; it must answer a list, empty for none");
    }
    List<PluginSetting> copy = new ArrayList<>(settings);
    if (copy.size() > MAX_SETTINGS) {
      throw new UnusablePluginException(
          "its settings() are %d; at most %d are taken".formatted(copy.size(), MAX_SETTINGS));
    }
    Set<String> keys = new HashSet<>();
    for (PluginSetting setting : copy) {
      if (setting == null) {
        throw new UnusablePluginException("its settings() contain null; get another build");
      }
      if (OperatorSettings.isReserved(setting.key())) {
        throw new UnusablePluginException(
            "its settings() contain '%s', which is the server's own key; get a build that names it otherwise"
                .formatted(setting.key()));
      }
      if (!keys.add(setting.key())) {
        throw new UnusablePluginException(
            "its settings() contain '%s' twice; get another build".formatted(setting.key()));
      }
    }
    return copy;
  }
}
