package org.messagingagent.server.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;

/** A JAR that is open, with its manifest and its address. Safe for use by many threads. */
final class OpenJar {

  private final Path path;
  private final JarFile file;
  private final Manifest manifest;
  private final URL address;

  /** Opens it; signatures are checked where there are some. */
  OpenJar(Path path) throws IOException {
    this.path = path;
    this.address = path.toUri().toURL();
    this.file = new JarFile(path.toFile(), true, ZipFile.OPEN_READ, Runtime.version());
    try {
      Manifest read = file.getManifest();
      this.manifest = read == null ? new Manifest() : read;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  JarFile file() {
    return file;
  }

  /** Where the JAR is. */
  URL address() {
    return address;
  }

  Attributes mainAttributes() {
    return manifest.getMainAttributes();
  }

  /** What the manifest says of a package, else of the whole JAR. */
  String attribute(String packagePath, Attributes.Name name) {
    Attributes own = manifest.getAttributes(packagePath);
    String value = own == null ? null : own.getValue(name);
    return value == null ? mainAttributes().getValue(name) : value;
  }

  /** The address of an entry, which leaves no file open that is read through it. */
  URL addressOf(String entry) {
    try {
      // An exclamation mark would end the JAR's part of the address.
      String base = address.toString().replace("!", "%21");
      String name =
          new URI(null, null, "/" + entry, null).toASCIIString().substring(1).replace("!", "%21");
      String version = file.isMultiRelease() ? "#runtime" : "";
      return new URL(null, "jar:%s!/%s%s".formatted(base, name, version), UncachedJars.HANDLER);
    } catch (MalformedURLException | URISyntaxException e) {
      throw new IllegalStateException("No address for an entry of " + path, e);
    }
  }
}
