package org.messagingagent.server.plugin;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The class files of the Java that runs. Safe for use by many threads. */
final class JdkClasses {

  private static final Path MODULES =
      FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
  private static final Map<String, String> MODULE_OF_PACKAGE = modules();

  private JdkClasses() {}

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
      module
          .descriptor()
          .packages()
          .forEach(name -> modules.put(name.replace('.', '/'), module.descriptor().name()));
    }
    return modules;
  }

  /** Whether the JDK has a class of this name, written with slashes. */
  static boolean has(String name) {
    return file(name).filter(Files::exists).isPresent();
  }

  /** Its class file. */
  static Optional<byte[]> read(String name) throws IOException {
    Optional<Path> file = file(name).filter(Files::exists);
    return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
  }

  private static Optional<Path> file(String name) {
    int end = name.lastIndexOf('/');
    String module = end < 0 ? null : MODULE_OF_PACKAGE.get(name.substring(0, end));
    return module == null
        ? Optional.empty()
        : Optional.of(MODULES.resolve(module).resolve(name + ".class"));
  }
}
