package org.messagingagent.server.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.messagingagent.spi.PluginContext;

/** What the server gives to one plugin. */
record OpenContext(String pluginName, OperatorSettings settings, Path root, Clock clock)
    implements PluginContext {

  /** Holds a directory for each plugin, in the server's data directory. */
  private static final String DIRECTORY = "plugin-data";

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
