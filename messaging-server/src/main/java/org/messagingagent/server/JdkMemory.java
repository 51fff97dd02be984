package org.messagingagent.server;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the JDK remembers of an application for longer than that lives. */
final class JdkMemory {

  private static final Logger log = LoggerFactory.getLogger(JdkMemory.class);

  private JdkMemory() {}

  /**
   * Has the JDK forget the last record of ours. It keeps the types for which {@code equals}, {@code
   * hashCode} and {@code toString} of a record were last linked, and with them their class loader
   * (JDK-8078641: strongly before version 19, softly since). So it is given types of its own.
   */
  static void forgetRecords() {
    try {
      link("equals", methodType(boolean.class, String.class, Object.class));
      link("hashCode", methodType(int.class, String.class));
      link("toString", methodType(String.class, String.class));
    } catch (Throwable e) { // the method declares no less; without it a little memory is held
      log.debug("The JDK may remember classes of the server", e);
    }
  }

  private static void link(String method, MethodType type) throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle part = lookup.findVirtual(String.class, "trim", methodType(String.class));
    ObjectMethods.bootstrap(lookup, method, type, String.class, "trim", part);
  }
}
