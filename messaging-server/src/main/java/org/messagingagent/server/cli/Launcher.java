package org.messagingagent.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.admin.Administration;

/** What the command line needs of the server. */
interface Launcher {

  /**
   * Starts a server; it takes requests when this returns.
   *
   * @param pluginSettings the settings of a plugin as they are now, by its name; asked again when a
   *     plugin is started anew
   * @throws RuntimeException of the server's own kinds, with a message for the operator
   */
  Running start(ServerConfig config, Function<String, Map<String, String>> pluginSettings);

  /**
   * Takes the data directory and opens its store, without a server.
   *
   * @throws org.messagingagent.server.store.StoreException where another process has the directory,
   *     or it cannot be used
   */
  Offline open(ServerConfig config);

  /** A server that runs. */
  interface Running extends AutoCloseable {

    URI address();

    /** Where the first user's generated password is, until it is changed. */
    Optional<Path> initialPasswordFile();

    @Override
    void close();
  }

  /** A store that is open for an operator. */
  interface Offline extends AutoCloseable {

    Administration administration();

    @Override
    void close();
  }
}
