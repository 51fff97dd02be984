package org.messagingagent.server.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.messagingagent.spi.MessagingPlugin;

/**
 * Looks at a file before Java opens it as a JAR: Java passes over what is no JAR without a word,
 * and reads the manifest, signatures and service files however long they grow when unpacked.
 */
final class JarCheck {

  static final String SERVICE_FILE = "META-INF/services/" + MessagingPlugin.class.getName();

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final int MAX_ENTRIES = 200_000;
  private static final int MAX_MANIFEST = 16 << 20;
  private static final int MAX_SERVICE_FILE = 64 << 10;

  private JarCheck() {}

  /** Whether the file's name says that it is a JAR. */
  static boolean isNamedJar(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar");
  }

  /** Refuses what is no JAR, or one that would take the memory away. */
  static void check(Path jar) throws UnusablePluginException {
    if (!Files.exists(jar)) {
      throw new UnusablePluginException(
          "%s is not there, or is a link to nothing; copy it again or remove the link"
              .formatted(jar.getFileName()));
    }
    if (!Files.isRegularFile(jar)) {
      throw new UnusablePluginException(
          "%s is no file; put the plugin's JAR in its place".formatted(jar.getFileName()));
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw new UnusablePluginException(
            "%s has %d entries, and at most %d are taken; get another build"
                .formatted(jar.getFileName(), zip.size(), MAX_ENTRIES));
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        checkSize(jar, zip, entry);
      }
    } catch (AccessDeniedException e) {
      throw new UnusablePluginException(
          "%s cannot be read; let the server's user read it".formatted(jar.getFileName()));
    } catch (IOException | RuntimeException e) {
      throw damaged(jar, e);
    }
  }

  /** The problem of a JAR that cannot be read. */
  static UnusablePluginException damaged(Path jar, Exception e) {
    return new UnusablePluginException(
        "%s is no JAR or is damaged (%s); copy it again"
            .formatted(jar.getFileName(), Problems.brief(e)));
  }

  private static void checkSize(Path jar, ZipFile zip, ZipEntry entry)
      throws IOException, UnusablePluginException {
    int limit = limit(entry.getName());
    if (limit > 0 && isLonger(zip, entry, limit)) {
      throw new UnusablePluginException(
          "%s has an entry %s of over %d bytes; get another build"
              .formatted(jar.getFileName(), entry.getName(), limit));
    }
  }

  private static int limit(String name) {
    if (name.equals(SERVICE_FILE)) {
      return MAX_SERVICE_FILE;
    }
    boolean readAtOnce =
        name.equalsIgnoreCase(MANIFEST)
            || name.regionMatches(true, 0, "META-INF/", 0, 9)
                && name.toUpperCase(Locale.ROOT).endsWith(".SF");
    return readAtOnce ? MAX_MANIFEST : 0;
  }

  /** Counts what is there: the size that an entry declares may be a lie. */
  private static boolean isLonger(ZipFile zip, ZipEntry entry, int limit) throws IOException {
    byte[] buffer = new byte[8192];
    long length = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        length += read;
        if (length > limit) {
          return true;
        }
      }
    }
    return false;
  }
}
