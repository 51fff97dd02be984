package org.messagingagent.server.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.util.jar.JarEntry;

/** One entry of a plugin's JAR. */
record PluginEntry(OpenJar jar, JarEntry entry) {

  /** Its address. */
  URL address() {
    return jar.addressOf(entry.getName());
  }

  /** Its content; ends with the JAR. */
  InputStream open() throws IOException {
    return jar.file().getInputStream(entry);
  }

  /**
   * Its content, where that is no longer than a limit.
   *
   * @throws ClassFormatError where it is longer
   * @throws SecurityException where it is not what was signed
   */
  byte[] classFile(int limit) throws IOException {
    try (InputStream in = open()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new ClassFormatError(
            "%s is over %d MiB unpacked".formatted(entry.getName(), limit >> 20));
      }
      return bytes;
    }
  }

  /** Who made it; known once it has been read to its end. */
  CodeSource source() {
    return new CodeSource(jar.address(), entry.getCodeSigners());
  }
}
