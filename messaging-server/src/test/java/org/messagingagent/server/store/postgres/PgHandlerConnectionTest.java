package org.messagingagent.server.store.postgres;

import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.messagingagent.plugin.testkit.context.HandlerConnectionContract;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.TransactionStore.Handling;
import org.messagingagent.server.store.TransactionStore.Handlings;

final class PgHandlerConnectionTest extends PgStoreFixture implements HandlerConnectionContract {

  private Handlings handlings;
  private Handling handling;

  @BeforeEach
  void begin() {
    handlings = store().transactions().orElseThrow().handlings("sms", 1, Duration.ofSeconds(30));
    get(store().inbox().accept(message("sms", "", "content")));
    handling =
        handlings
            .begin(
                store()
                    .inbox()
                    .ready("sms", Partitions.ALL, NOW, id -> false, 1, Long.MAX_VALUE)
                    .messages()
                    .get(0))
            .orElseThrow();
  }

  @AfterEach
  void closeHandlings() {
    handling.close();
    handlings.close();
  }

  @Override
  public Connection connection() {
    return handling.connection();
  }

  @Override
  public void end() {
    handling.close();
  }
}
