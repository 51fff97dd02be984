package org.messagingagent.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The libraries that not each server needs, and that an application therefore adds itself. */
final class NeededLibraries {

  private static final String JACKSON_TYPE = "com.fasterxml.jackson.databind.ObjectMapper";
  private static final String JACKSON = "com.fasterxml.jackson.core:jackson-databind";

  private NeededLibraries() {}

  /**
   * Looks whether all are there that a server so configured needs.
   *
   * @throws IllegalStateException with those that are missing, and what for
   */
  static void check(ServerConfig config, Host host) {
    boolean administers = config.administration().enabled();
    boolean shows = config.metrics().enabled();
    boolean gateways = config.gateway().listener(config.http()).isPresent();
    Missing missing = new Missing();
    if (config.store().url().isPresent() || host.dataSource().isPresent()) {
      missing.note("org.postgresql.Driver", "org.postgresql:postgresql", "PostgreSQL");
      missing.note("com.zaxxer.hikari.HikariDataSource", "com.zaxxer:HikariCP", "PostgreSQL");
      missing.note(JACKSON_TYPE, JACKSON, "PostgreSQL, where nodes tell each other what they run");
    } else {
      missing.note("org.sqlite.JDBC", "org.xerial:sqlite-jdbc", "messages in the data directory");
    }
    if (host.listens() || administers || shows || gateways) {
      missing.note(
          "org.eclipse.jetty.server.Server",
          "org.eclipse.jetty:jetty-server",
          "an HTTP server of its own; noHttp() does without one for callers");
    }
    if (administers) {
      missing.note(JACKSON_TYPE, JACKSON, "administration");
    }
    if (shows) {
      missing.note(
          "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
          "io.micrometer:micrometer-registry-prometheus",
          "figures for Prometheus");
    }
    missing.refuse();
  }

  private static final class Missing {

    private final Map<String, String> purposes = new LinkedHashMap<>();

    void note(String type, String library, String purpose) {
      ClassLoader loader = NeededLibraries.class.getClassLoader();
      if (loader.getResource(type.replace('.', '/') + ".class") == null) {
        purposes.putIfAbsent(library, purpose);
      }
    }

    void refuse() {
      if (!purposes.isEmpty()) {
        throw new IllegalStateException(
            purposes.entrySet().stream()
                .map(missing -> "%s (for %s)".formatted(missing.getKey(), missing.getValue()))
                .collect(
                    Collectors.joining(
                        ", ", "The server lacks libraries; add to the class path: ", "")));
      }
    }
  }
}
