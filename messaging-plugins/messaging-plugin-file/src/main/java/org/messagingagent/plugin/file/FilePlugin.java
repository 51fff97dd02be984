package org.messagingagent.plugin.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/**
 * Appends each incoming message to one file and each outgoing message to another, as a line of JSON
 * in UTF-8, and says "done" when the line is on disk.
 *
 * <p>Settings, under {@code messaging.plugin.file.}:
 *
 * <ul>
 *   <li>{@code directory}: where the files are; made where it does not exist; by default the
 *       plugin's own data directory
 *   <li>{@code incoming-file}: the name of the file of incoming messages; {@code handled.jsonl}
 *   <li>{@code outgoing-file}: the name of the file of outgoing messages; {@code sent.jsonl}
 * </ul>
 *
 * <p>A file may be moved away or truncated while the server runs, as logrotate does: the next
 * message goes to a new one. A message may be in the file of incoming messages more than once, with
 * the same {@code messageId}: it is handed over at least once.
 */
public final class FilePlugin implements MessagingPlugin {

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public FilePlugin() {}

  @Override
  public String name() {
    return "file";
  }

  @Override
  public String version() {
    return Optional.ofNullable(getClass().getPackage().getImplementationVersion())
        .orElse("unknown");
  }

  @Override
  public Channel open(PluginContext context) {
    PluginSettings settings = context.settings();
    Path directory = directory(settings, context);
    String incomingName = fileName(settings, "incoming-file", "handled.jsonl");
    String outgoingName = fileName(settings, "outgoing-file", "sent.jsonl");
    if (incomingName.equalsIgnoreCase(outgoingName)) {
      throw new PluginSettingException(
          "outgoing-file",
          "must be another file than incoming-file, was '%s'".formatted(outgoingName));
    }
    LineFile incoming = file(directory.resolve(incomingName));
    try {
      LineFile outgoing = file(directory.resolve(outgoingName));
      return new FileChannels(context.pluginName(), context.clock(), incoming, outgoing);
    } catch (RuntimeException e) {
      incoming.close();
      throw e;
    }
  }

  private static Path directory(PluginSettings settings, PluginContext context) {
    Optional<String> setting = settings.get("directory");
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
          "directory",
          "must be a directory, or one that can be made, was '%s' (%s)"
              .formatted(setting.get(), reason(e)));
    }
  }

  private static String fileName(PluginSettings settings, String key, String defaultName) {
    String name = settings.get(key).map(String::trim).orElse(defaultName);
    if (name.contains("/") || name.contains("\\") || name.equals(".") || name.equals("..")) {
      throw new PluginSettingException(
          key, "must be the name of a file in the directory, was '%s'".formatted(name));
    }
    return name;
  }

  private static LineFile file(Path path) {
    try {
      return LineFile.open(path);
    } catch (IOException e) {
      throw new PluginSettingException(
          "directory",
          "must hold files that can be written; %s cannot (%s)".formatted(path, reason(e)));
    }
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName();
  }
}
