package org.messagingagent.server.plugin;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.messagingagent.server.plugin.ClassSummary.Member;
import org.messagingagent.server.plugin.ClassSummary.Use;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.RequiresSpi;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads a class file without loading it. */
final class ClassSummaryReader extends ClassVisitor {

  /** The plugin interface's package, as in class files. */
  static final String SPI = MessagingPlugin.class.getPackageName().replace('.', '/') + "/";

  // Tags in the constant pool.
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;

  private final Map<Member, Integer> members = new LinkedHashMap<>();
  private final Map<String, String> constants = new HashMap<>();
  private Optional<String> builtFor = Optional.empty();

  private ClassSummaryReader() {
    super(Opcodes.ASM9);
  }

  /**
   * Reads it.
   *
   * @throws RuntimeException where it is damaged, or of a Java that is newer than the library
   */
  static ClassSummary read(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassSummaryReader seen = new ClassSummaryReader();
    reader.accept(seen, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    Set<String> classes = new TreeSet<>();
    Set<Use> used = new HashSet<>();
    readConstantPool(reader, classes, used);
    return new ClassSummary(
        reader.getClassName(),
        reader.getSuperName() == null ? "" : reader.getSuperName(),
        List.of(reader.getInterfaces()),
        reader.getAccess(),
        seen.members,
        seen.builtFor,
        seen.constants,
        classes,
        used,
        GuardedCode.mentioned(reader));
  }

  private static void readConstantPool(ClassReader reader, Set<String> classes, Set<Use> used) {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int item = 1; item < reader.getItemCount(); item++) {
      int at = reader.getItem(item);
      if (at <= 0) {
        continue; // the second half of a number
      }
      switch (reader.readByte(at - 1)) {
        case CLASS -> element(reader.readUTF8(at, buffer)).ifPresent(classes::add);
        case FIELD, METHOD, INTERFACE_METHOD -> {
          String owner = reader.readClass(at, buffer);
          if (owner.startsWith(SPI)) {
            int member = reader.getItem(reader.readUnsignedShort(at + 2));
            used.add(
                new Use(
                    owner,
                    new Member(
                        reader.readUTF8(member, buffer), reader.readUTF8(member + 2, buffer))));
          }
        }
        default -> {
          // Nothing that is asked about.
        }
      }
    }
  }

  /** The class, or that of which it is an array; empty for an array of numbers. */
  private static Optional<String> element(String name) {
    if (!name.startsWith("[")) {
      return Optional.of(name);
    }
    Type element = Type.getType(name).getElementType();
    return element.getSort() == Type.OBJECT
        ? Optional.of(element.getInternalName())
        : Optional.empty();
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String signature, Object value) {
    members.put(new Member(name, descriptor), access);
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    members.put(new Member(name, descriptor), access);
    return descriptor.equals("()Ljava/lang/String;") ? new ConstantText(name) : null;
  }

  @Override
  public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    if (!descriptor.equals(Type.getDescriptor(RequiresSpi.class))) {
      return null;
    }
    return new AnnotationVisitor(Opcodes.ASM9) {
      @Override
      public void visit(String name, Object value) {
        builtFor = Optional.of(String.valueOf(value));
      }
    };
  }

  /** Notes a text where the method does nothing but answer it. */
  private final class ConstantText extends MethodVisitor {

    private final String method;
    private final StringBuilder instructions = new StringBuilder();
    private String text = "";

    ConstantText(String method) {
      super(Opcodes.ASM9);
      this.method = method;
    }

    @Override
    public void visitLdcInsn(Object value) {
      instructions.append(value instanceof String ? 't' : '?');
      text = value.toString();
    }

    @Override
    public void visitInsn(int opcode) {
      instructions.append(opcode == Opcodes.ARETURN ? 'r' : '?');
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      instructions.append('?');
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      instructions.append('?');
    }

    @Override
    public void visitVarInsn(int opcode, int index) {
      instructions.append('?');
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name,
        String descriptor,
        org.objectweb.asm.Handle bootstrap,
        Object... bootstrapArguments) {
      instructions.append('?');
    }

    @Override
    public void visitJumpInsn(int opcode, org.objectweb.asm.Label label) {
      instructions.append('?');
    }

    @Override
    public void visitEnd() {
      if (instructions.toString().equals("tr")) {
        constants.put(method, text);
      }
    }
  }
}
