package org.messagingagent.server.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.server.plugin.ClassSummary.Member;
import org.messagingagent.spi.MessagingPlugin;
import org.objectweb.asm.Opcodes;

/** The classes that a plugin would see: the shared ones, the JDK's and its own. For one thread. */
final class KnownClasses {

  private final Map<String, ClassSummary> own;
  private final Map<String, Optional<ClassSummary>> others = new HashMap<>();

  KnownClasses(Map<String, ClassSummary> own) {
    this.own = own;
  }

  /** Whether there is a class of this name. */
  boolean has(String name) {
    return isShared(name) ? find(name).isPresent() : own.containsKey(name) || JdkClasses.has(name);
  }

  static boolean isShared(String name) {
    return PluginClassLoader.isShared(ClassSummary.dotted(name));
  }

  Optional<ClassSummary> find(String name) {
    if (!isShared(name) && own.containsKey(name)) {
      return Optional.of(own.get(name));
    }
    return others.computeIfAbsent(name, KnownClasses::read);
  }

  private static Optional<ClassSummary> read(String name) {
    try {
      Optional<byte[]> file = isShared(name) ? readShared(name) : JdkClasses.read(name);
      return file.map(ClassSummaryReader::read);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> readShared(String name) throws IOException {
    ClassLoader host = MessagingPlugin.class.getClassLoader();
    try (InputStream in = host.getResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }

  /** The class and all that it extends and implements. */
  Lineage lineage(String name) {
    Set<ClassSummary> known = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    boolean complete = true;
    Deque<String> next = new ArrayDeque<>(List.of(name));
    while (!next.isEmpty()) {
      String at = next.poll();
      if (at.isEmpty() || !seen.add(at)) {
        continue;
      }
      Optional<ClassSummary> found = find(at);
      complete &= found.isPresent();
      found.ifPresent(
          summary -> {
            known.add(summary);
            next.add(summary.superName());
            next.addAll(summary.interfaces());
          });
    }
    return new Lineage(List.copyOf(known), complete);
  }

  /**
   * A class with all that it extends and implements, itself first.
   *
   * @param complete whether all of them are there
   */
  record Lineage(List<ClassSummary> types, boolean complete) {

    boolean has(String name) {
      return types.stream().anyMatch(type -> type.name().equals(name));
    }

    /** Whether it has the field or method; true where it may have. */
    boolean has(Member member) {
      return !complete
          || types.stream().anyMatch(type -> type.members().containsKey(member))
          // Those of arrays and of Object, for interfaces.
          || JDK_OBJECT.contains(member.name());
    }

    private static final Set<String> JDK_OBJECT =
        Set.of(
            "clone", "equals", "hashCode", "toString", "getClass", "wait", "notify", "notifyAll");

    /** The methods of the plugin interface that nothing in it implements. */
    List<String> missing() {
      List<String> missing = new ArrayList<>();
      for (ClassSummary type : types) {
        if (complete && type.isInterface() && type.name().startsWith(ClassSummaryReader.SPI)) {
          type.members()
              .forEach(
                  (member, access) -> {
                    if ((access & Opcodes.ACC_ABSTRACT) != 0 && !isImplemented(member)) {
                      missing.add(member.name());
                    }
                  });
        }
      }
      return missing;
    }

    private boolean isImplemented(Member member) {
      return types.stream()
          .map(type -> type.members().get(member))
          .anyMatch(access -> access != null && (access & Opcodes.ACC_ABSTRACT) == 0);
    }
  }
}
