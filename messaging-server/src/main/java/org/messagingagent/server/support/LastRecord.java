package org.messagingagent.server.support;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK (17 at least) keeps the class of the record for which it last made an {@code equals}, and
 * with it the class loader of an application that has gone.
 */
public final class LastRecord {

  private static final Logger log = LoggerFactory.getLogger(LastRecord.class);

  private LastRecord() {}

  /** Has the JDK remember a class of its own instead. */
  public static void forget() {
    try {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(),
          "equals",
          MethodType.methodType(boolean.class, String.class, Object.class),
          String.class,
          "");
    } catch (Throwable e) { // the method declares it; without this, a class loader waits longer
      log.debug("The JDK keeps the last record's class", e);
    }
  }
}
