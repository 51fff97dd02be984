package org.messagingagent.server.plugin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/**
 * What a class file says. Names are as in class files, with slashes.
 *
 * @param superName empty for {@code java/lang/Object}
 * @param members its own fields and methods with their access flags
 * @param builtFor the value of RequiresSpi
 * @param constants of methods without parameters that answer a constant text: name and text
 * @param classes the classes that it uses
 * @param used the fields and methods of the plugin interface that it uses
 * @param guarded the methods of {@link GuardedCall} that it uses, as people write them
 */
record ClassSummary(
    String name,
    String superName,
    List<String> interfaces,
    int access,
    Map<Member, Integer> members,
    Optional<String> builtFor,
    Map<String, String> constants,
    Set<String> classes,
    Set<Use> used,
    Set<String> guarded) {

  /** A field or method. */
  record Member(String name, String descriptor) {}

  /** A field or method of a class. */
  record Use(String owner, Member member) {}

  boolean isPublic() {
    return (access & Opcodes.ACC_PUBLIC) != 0;
  }

  boolean isInterface() {
    return (access & Opcodes.ACC_INTERFACE) != 0;
  }

  boolean isAbstract() {
    return (access & Opcodes.ACC_ABSTRACT) != 0;
  }

  boolean hasPublic(Member member) {
    return (members.getOrDefault(member, 0) & Opcodes.ACC_PUBLIC) != 0;
  }

  /** As people write it. */
  static String dotted(String name) {
    return name.replace('/', '.');
  }
}
