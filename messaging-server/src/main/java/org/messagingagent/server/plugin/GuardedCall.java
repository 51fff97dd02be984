package org.messagingagent.server.plugin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A method of the JDK that acts on the whole process, and so is not for plugins. {@link
 * PluginGuard} has one for each, with the same name and the receiver, where there is one, as first
 * parameter.
 *
 * @param isStatic whether it has no receiver
 * @param owner its class, as in class files
 * @param descriptor its parameters and result, as in class files
 */
record GuardedCall(boolean isStatic, String owner, String name, String descriptor) {

  /** The class whose methods are called in their place, as in class files. */
  static final String GUARD = Type.getInternalName(PluginGuard.class);

  private static final String SYSTEM = "java/lang/System";
  private static final String RUNTIME = "java/lang/Runtime";

  /** All of them. */
  static final List<GuardedCall> ALL =
      List.of(
          new GuardedCall(true, SYSTEM, "exit", "(I)V"),
          new GuardedCall(false, RUNTIME, "exit", "(I)V"),
          new GuardedCall(false, RUNTIME, "halt", "(I)V"),
          new GuardedCall(true, SYSTEM, "setOut", "(Ljava/io/PrintStream;)V"),
          new GuardedCall(true, SYSTEM, "setErr", "(Ljava/io/PrintStream;)V"),
          new GuardedCall(true, SYSTEM, "setIn", "(Ljava/io/InputStream;)V"),
          new GuardedCall(true, SYSTEM, "setProperties", "(Ljava/util/Properties;)V"),
          new GuardedCall(true, SYSTEM, "setSecurityManager", "(Ljava/lang/SecurityManager;)V"),
          new GuardedCall(
              true,
              "java/lang/Thread",
              "setDefaultUncaughtExceptionHandler",
              "(Ljava/lang/Thread$UncaughtExceptionHandler;)V"),
          new GuardedCall(false, "java/io/PrintStream", "close", "()V"));

  private static final Set<String> OWNERS =
      ALL.stream().map(GuardedCall::owner).collect(Collectors.toUnmodifiableSet());

  /** The guarded method that an instruction calls. */
  static Optional<GuardedCall> of(int opcode, String owner, String name, String descriptor) {
    return find(owner, name, descriptor)
        .filter(call -> opcode == (call.isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL));
  }

  /** The guarded method of this class, name and parameters. */
  static Optional<GuardedCall> find(String owner, String name, String descriptor) {
    for (GuardedCall call : ALL) {
      if (call.name.equals(name)
          && call.owner.equals(owner)
          && call.descriptor.equals(descriptor)) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /** Whether there are guarded methods of this class. */
  static boolean isOwner(String owner) {
    return OWNERS.contains(owner);
  }

  /** The parameters and result of the guard's method. */
  String guardDescriptor() {
    // Later Javas may have no such type.
    String known = descriptor.replace("java/lang/SecurityManager", "java/lang/Object");
    return isStatic ? known : "(L" + owner + ";" + known.substring(1);
  }

  /** As people write it. */
  @Override
  public String toString() {
    return owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
  }
}
