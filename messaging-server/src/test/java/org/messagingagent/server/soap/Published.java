package org.messagingagent.server.soap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The published contract, where it lies beside the project; tests do without it elsewhere. */
public final class Published {

  private Published() {}

  /** A file of the published contract, if it is at hand. */
  public static Optional<Path> file(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared").resolve("contract").resolve(name);
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
