package org.messagingagent.plugin.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.SpiVersion;

/**
 * Appends each incoming message to one file and each outgoing message to another, as a line of JSON
 * in UTF-8, and says "done" when the line is on disk.
 *
 * <p>A file may be moved away or truncated while the server runs, as logrotate does: the next
 * message goes to a new one. A message may be in the file of incoming messages more than once, with
 * the same {@code messageId}: it is handed over at least once.
 */
@RequiresSpi(SpiVersion.CURRENT)
public final class FilePlugin implements MessagingPlugin {

  private static final String DIRECTORY = "directory";
  private static final String INCOMING_FILE = "incoming-file";
  private static final String OUTGOING_FILE = "outgoing-file";

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public FilePlugin() {}

  @Override
  public String name() {
    return "file";
  }

  @Override
  public String description() {
    return "Appends each message to a file, as a line of JSON, and answers when it is on disk.";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        PluginSetting.path(DIRECTORY)
            .describedAs(
                "Where the files are; made where it does not exist. By default the plugin's own data directory"),
        PluginSetting.text(INCOMING_FILE)
            .withDefault("handled.jsonl")
            .checkedBy(FilePlugin::fileNameProblem)
            .describedAs("The name of the file of incoming messages"),
        PluginSetting.text(OUTGOING_FILE)
            .withDefault("sent.jsonl")
            .checkedBy(FilePlugin::fileNameProblem)
            .describedAs("The name of the file of outgoing messages"));
  }

  @Override
  public List<SettingProblem> check(PluginSettings settings) {
    String outgoing = settings.require(OUTGOING_FILE);
    return outgoing.equalsIgnoreCase(settings.require(INCOMING_FILE))
        ? List.of(
            new SettingProblem(
                OUTGOING_FILE,
                "must be another file than %s, was '%s'".formatted(INCOMING_FILE, outgoing)))
        : List.of();
  }

  @Override
  public Channel open(PluginContext context) {
    PluginSettings settings = context.settings();
    Path directory = directory(settings, context);
    LineFile incoming = file(directory.resolve(settings.require(INCOMING_FILE)));
    try {
      LineFile outgoing = file(directory.resolve(settings.require(OUTGOING_FILE)));
      return new FileChannels(context.pluginName(), context.clock(), incoming, outgoing);
    } catch (RuntimeException e) {
      incoming.close();
      throw e;
    }
  }

  private static Path directory(PluginSettings settings, PluginContext context) {
    Optional<String> setting = settings.get(DIRECTORY);
    if (setting.isEmpty()) {
      return context.dataDirectory();
    }
    try {
      Path directory = Path.of(setting.get().trim()).toAbsolutePath();
      if (!Files.isDirectory(directory)) {
        Private.createDirectories(directory);
      }
      return directory;
    } catch (InvalidPathException | IOException e) {
      throw new PluginSettingException(
          DIRECTORY,
          "must be a directory, or one that can be made, was '%s' (%s)"
              .formatted(setting.get(), reason(e)));
    }
  }

  private static Optional<String> fileNameProblem(String name) {
    return name.contains("/") || name.contains("\\") || name.equals(".") || name.equals("..")
        ? Optional.of("must be the name of a file in the directory, was '%s'".formatted(name))
        : Optional.empty();
  }

  private static LineFile file(Path path) {
    try {
      return LineFile.open(path);
    } catch (IOException e) {
      throw new PluginSettingException(
          DIRECTORY,
          "must hold files that can be written; %s cannot (%s)".formatted(path, reason(e)));
    }
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName();
  }
}
