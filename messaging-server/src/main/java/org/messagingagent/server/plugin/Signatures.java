package org.messagingagent.server.plugin;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import org.objectweb.asm.Type;

/** Makes the types of fields and methods readable. */
final class Signatures {

  private Signatures() {}

  /** The parameters of a method in brackets; nothing for a field. */
  static String readable(String descriptor) {
    if (!descriptor.startsWith("(")) {
      return "";
    }
    return Arrays.stream(Type.getArgumentTypes(descriptor))
        .map(type -> type.getClassName().replaceFirst(".*[.$]", ""))
        .collect(joining(", ", "(", ")"));
  }
}
