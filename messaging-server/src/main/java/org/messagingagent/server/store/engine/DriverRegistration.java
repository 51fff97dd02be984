package org.messagingagent.server.store.engine;

import java.io.IOException;
import java.net.URL;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drivers enter themselves into the JDK's list when their class is loaded, which keeps the class
 * loader of an application in memory that comes and goes. Those that are there only because of us
 * are taken out again; nothing of ours needs the list.
 */
public final class DriverRegistration implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DriverRegistration.class);

  private final Set<String> names;
  private final List<Driver> before;

  /**
   * To be made before the drivers' classes are used.
   *
   * @param names of the drivers' classes
   */
  public DriverRegistration(Set<String> names) {
    this.names = Set.copyOf(names);
    this.before = isForEver() || fillsTheList() ? List.of() : registered();
  }

  /** Takes out what was not there before. Further calls do nothing. */
  @Override
  public void close() {
    if (isForEver()) {
      return;
    }
    for (Driver driver : registered()) {
      if (!before.contains(driver)) {
        remove(driver);
      }
    }
  }

  private static void remove(Driver driver) {
    try {
      DriverManager.deregisterDriver(driver);
    } catch (SQLException | SecurityException e) {
      log.warn(
          "The driver {} stays in the JDK's list: {}", driver.getClass().getName(), e.getMessage());
    }
  }

  private List<Driver> registered() {
    return DriverManager.drivers()
        .filter(driver -> names.contains(driver.getClass().getName()))
        .filter(driver -> driver.getClass().getClassLoader() == loader())
        .toList();
  }

  /** What came with the process goes with it. */
  private static boolean isForEver() {
    return loader() == ClassLoader.getSystemClassLoader();
  }

  private static ClassLoader loader() {
    return DriverRegistration.class.getClassLoader();
  }

  /** The JDK looks for drivers when it is first asked, and so may it be by us. */
  private static boolean fillsTheList() {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    Witness witness = new Witness(context);
    thread.setContextClassLoader(witness);
    try {
      return DriverManager.drivers().count() >= 0 && witness.asked;
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  /** Finds what the other one finds, and knows whether it was asked for drivers. */
  private static final class Witness extends ClassLoader {

    private boolean asked;

    Witness(ClassLoader other) {
      super(other);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      asked |= name.equals("META-INF/services/java.sql.Driver");
      return super.getResources(name);
    }
  }
}
