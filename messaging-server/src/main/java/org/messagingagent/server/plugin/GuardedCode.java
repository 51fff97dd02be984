package org.messagingagent.server.plugin;

import java.util.Optional;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites a plugin's class so that what would act on the whole process ({@link GuardedCall}) goes
 * to {@link PluginGuard}: calls and method references alike. Classes that mention no such method
 * are left as they are. A guard against mistakes: reflection gets round it.
 */
final class GuardedCode {

  private static final Logger log = LoggerFactory.getLogger(GuardedCode.class);

  private static final int METHOD_REFERENCE = 10; // the tag in the constant pool

  private GuardedCode() {}

  /** The class file to load; the same array where there is nothing to guard. */
  static byte[] of(byte[] classFile) {
    try {
      ClassReader reader = new ClassReader(classFile);
      if (mentioned(reader).isEmpty()) {
        return classFile;
      }
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(new GuardingClass(writer), 0);
      return writer.toByteArray();
    } catch (RuntimeException e) {
      // Of a Java that is newer than the library, or damaged: Java itself says what it thinks.
      log.debug("A class was loaded as it is: {}", e.toString());
      return classFile;
    }
  }

  /** The guarded methods that a class mentions, as people write them. */
  static TreeSet<String> mentioned(ClassReader reader) {
    TreeSet<String> mentioned = new TreeSet<>();
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int item = 1; item < reader.getItemCount(); item++) {
      int at = reader.getItem(item);
      if (at > 0 && reader.readByte(at - 1) == METHOD_REFERENCE) {
        String owner = reader.readClass(at, buffer);
        if (GuardedCall.isOwner(owner)) {
          int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
          String name = reader.readUTF8(nameAndType, buffer);
          String descriptor = reader.readUTF8(nameAndType + 2, buffer);
          GuardedCall.find(owner, name, descriptor).map(Object::toString).ifPresent(mentioned::add);
        }
      }
    }
    return mentioned;
  }

  private static final class GuardingClass extends ClassVisitor {

    GuardingClass(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new GuardingMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  /** Calls with the same operands on the stack, so frames and sizes stay right. */
  private static final class GuardingMethod extends MethodVisitor {

    GuardingMethod(MethodVisitor writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      Optional<GuardedCall> call = GuardedCall.of(opcode, owner, name, descriptor);
      if (call.isPresent()) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, GuardedCall.GUARD, name, call.get().guardDescriptor(), false);
      } else {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, guarded(arguments));
    }

    @Override
    public void visitLdcInsn(Object value) {
      super.visitLdcInsn(guarded(value));
    }

    private static Object[] guarded(Object[] arguments) {
      Object[] guarded = new Object[arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        guarded[i] = guarded(arguments[i]);
      }
      return guarded;
    }

    private static Object guarded(Object constant) {
      if (constant instanceof Handle handle) {
        return guarded(handle);
      }
      if (constant instanceof ConstantDynamic dynamic) {
        Object[] arguments = new Object[dynamic.getBootstrapMethodArgumentCount()];
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = dynamic.getBootstrapMethodArgument(i);
        }
        return new ConstantDynamic(
            dynamic.getName(),
            dynamic.getDescriptor(),
            dynamic.getBootstrapMethod(),
            guarded(arguments));
      }
      return constant;
    }

    private static Handle guarded(Handle handle) {
      int opcode =
          switch (handle.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
            default -> Opcodes.NOP;
          };
      return GuardedCall.of(opcode, handle.getOwner(), handle.getName(), handle.getDesc())
          .map(
              call ->
                  new Handle(
                      Opcodes.H_INVOKESTATIC,
                      GuardedCall.GUARD,
                      call.name(),
                      call.guardDescriptor(),
                      false))
          .orElse(handle);
    }
  }
}
