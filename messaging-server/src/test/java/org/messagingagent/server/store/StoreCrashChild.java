package org.messagingagent.server.store;

import static org.messagingagent.server.store.Samples.message;

import java.nio.file.Path;

/** Accepts messages from several threads until it is killed, and says which were acknowledged. */
final class StoreCrashChild {

  private StoreCrashChild() {}

  public static void main(String[] args) {
    DataDirectory data = DataDirectory.open(Path.of(args[0]));
    SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS);
    for (int t = 0; t < 8; t++) {
      new Thread(
              () -> {
                while (true) {
                  long id =
                      SqliteStore.await(store.inbox().accept(message("sms", "", "x".repeat(1_000))))
                          .messageId();
                  System.out.println("acknowledged " + id + " end");
                }
              })
          .start();
    }
  }
}
