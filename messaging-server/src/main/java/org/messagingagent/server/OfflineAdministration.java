package org.messagingagent.server;

import java.time.Clock;
import java.util.List;
import org.messagingagent.server.admin.Activity;
import org.messagingagent.server.admin.Actor;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.PluginControl;
import org.messagingagent.server.admin.StoreAdministration;
import org.messagingagent.server.admin.StoreAdministration.Dispatch;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.Stores;

/**
 * Administration of a server that does not run: on its store, which is held until this is closed.
 * No plugin is started, so none are listed.
 */
public final class OfflineAdministration implements AutoCloseable {

  private final DataDirectory directory;
  private final Store store;
  private final Administration administration;

  private OfflineAdministration(DataDirectory directory, Store store) {
    Clock clock = Clock.systemUTC();
    Passwords passwords = new Passwords(AuthConfig.DEFAULTS);
    FirstUser firstUser = new FirstUser(store.users(), passwords, directory.path(), clock);
    this.directory = directory;
    this.store = store;
    this.administration =
        new StoreAdministration(
            store,
            new Hooks(
                new PasswordsForOperators(passwords),
                new NoPlugins(),
                Dispatch.NONE,
                firstUser::passwordChanged,
                user -> {},
                Activity.NONE),
            clock,
            Actor.OFFLINE);
  }

  /**
   * Takes hold of a data directory, and opens its store.
   *
   * @throws org.messagingagent.server.store.StoreException where a server runs on it, or it cannot
   *     be used; the message says which, and what to do
   */
  public static OfflineAdministration open(ServerConfig config) {
    DataDirectory directory = DataDirectory.open(config.dataDirectory());
    try {
      return new OfflineAdministration(
          directory, Stores.open(config.store(), directory, StoreLimits.DEFAULTS));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** What an operator sees and does. */
  public Administration administration() {
    return administration;
  }

  @Override
  public void close() {
    store.close();
    directory.close();
  }

  /** No plugin is started without a server. */
  private static final class NoPlugins implements PluginControl {

    @Override
    public List<PluginEntry> list() {
      return List.of();
    }

    @Override
    public PluginDetail describe(String name) {
      throw noServer();
    }

    @Override
    public void pause(String name) {
      throw noServer();
    }

    @Override
    public void resume(String name) {
      throw noServer();
    }

    @Override
    public String restart(String name) {
      throw noServer();
    }

    private static AdministrationException noServer() {
      return new AdministrationException(
          Reason.REFUSED, "No server runs on this data directory; start it first");
    }
  }
}
