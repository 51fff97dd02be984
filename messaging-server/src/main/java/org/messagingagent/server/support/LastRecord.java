package org.messagingagent.server.support;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK keeps the types for which it last made {@code equals}, {@code hashCode} and {@code
 * toString} of a record, and with them the class loader of an application that has gone
 * (JDK-8078641: for good before version 19, softly since).
 */
public final class LastRecord {

  private static final Logger log = LoggerFactory.getLogger(LastRecord.class);

  private LastRecord() {}

  /** Has the JDK remember types of its own instead. */
  public static void forget() {
    try {
      make("equals", methodType(boolean.class, String.class, Object.class));
      make("hashCode", methodType(int.class, String.class));
      make("toString", methodType(String.class, String.class));
    } catch (Throwable e) { // the method declares it; without this, a class loader waits longer
      log.debug("The JDK keeps the last record's class", e);
    }
  }

  private static void make(String method, MethodType type) throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle part = lookup.findVirtual(String.class, "trim", methodType(String.class));
    ObjectMethods.bootstrap(lookup, method, type, String.class, "trim", part);
  }
}
