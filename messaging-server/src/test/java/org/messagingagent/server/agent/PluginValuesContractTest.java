package org.messagingagent.server.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.context.KeyValueStoreContract;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.KeyValueStore;

class PluginValuesContractTest implements KeyValueStoreContract {

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private Store store;

  @BeforeEach
  void open() {
    store = TestStores.open(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public KeyValueStore store() {
    return new DefaultPluginHost(store, clock, Optional.empty()).values("sms");
  }

  @Override
  public void pass(Duration time) {
    clock.advance(time);
  }
}
