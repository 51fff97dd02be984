package org.messagingagent.spi;

/**
 * The version of this interface between server and plugins, {@code major.minor}. The minor number
 * goes up with what is added, always as {@code default} methods or new types, so that a plugin
 * built for 1.2 runs on every server that has 1.2 or a later 1.x. The major number goes up where
 * plugins have to be built anew.
 */
public final class SpiVersion {

  /**
   * The version of this package. A compile-time constant: in
   * {@code @RequiresSpi(SpiVersion.CURRENT)} the compiler writes the version that the plugin was
   * built with.
   */
  public static final String CURRENT = "1.0";

  private SpiVersion() {}
}
