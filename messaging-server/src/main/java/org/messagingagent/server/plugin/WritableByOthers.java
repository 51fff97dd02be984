package org.messagingagent.server.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns where somebody else can put code into the server: whoever writes a plugin's JAR does. */
final class WritableByOthers {

  private static final Logger log = LoggerFactory.getLogger(WritableByOthers.class);

  private WritableByOthers() {}

  /** One line for a directory and what is directly in it. */
  static void warn(Path directory, List<Path> entries) {
    List<Path> open =
        Stream.concat(Stream.of(directory), entries.stream())
            .filter(WritableByOthers::isWritable)
            .toList();
    if (!open.isEmpty()) {
      log.warn(
          "Other users may write {}{}, and so run code in this server; forbid it with: chmod -R go-w"
              + " {}",
          open.get(0),
          open.size() == 1 ? "" : " and %d more".formatted(open.size() - 1),
          directory);
    }
  }

  private static boolean isWritable(Path path) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      return permissions.contains(PosixFilePermission.OTHERS_WRITE)
          || permissions.contains(PosixFilePermission.GROUP_WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("The permissions of {} cannot be told", path);
      return false;
    }
  }
}
