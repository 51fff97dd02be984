package org.messagingagent.server.store.sqlite;

import static org.messagingagent.server.store.Samples.message;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.engine.GroupCommit;

/**
 * Accepts messages from several threads until it is killed, and says which were acknowledged. Half
 * of them come from a plugin, each from two threads under one gateway id.
 */
final class StoreCrashChild {

  private StoreCrashChild() {}

  public static void main(String[] args) {
    DataDirectory data = DataDirectory.open(Path.of(args[0]));
    SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS);
    for (int t = 0; t < 4; t++) {
      int thread = t;
      start(store, number -> "-");
      start(store, number -> "g" + (2 * number + thread / 2));
    }
  }

  static NewIncoming submitted(String gatewayId) {
    return Samples.submitted("sms", Optional.of(gatewayId), "sms", "", "x".repeat(1_000));
  }

  private static void start(SqliteStore store, Function<Integer, String> gatewayIds) {
    new Thread(
            () -> {
              for (int number = 0; ; number++) {
                String gatewayId = gatewayIds.apply(number);
                NewIncoming message =
                    gatewayId.equals("-")
                        ? message("sms", "", "x".repeat(1_000))
                        : submitted(gatewayId);
                long id = GroupCommit.await(store.inbox().accept(message)).messageId();
                System.out.println("acknowledged " + id + " " + gatewayId + " end");
              }
            })
        .start();
  }
}
