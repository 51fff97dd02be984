package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.StoreConfig;

class PgErrorsTest {

  private static final StoreConfig PRESET = StoreConfig.DEFAULTS;

  /** Our pool for reading waits for the application's, and each says so in its own way. */
  @Test
  void poolOfTheApplicationThatIsTooSmallIsNamed() {
    PgErrors errors =
        new PgErrors(
            new StoreConfig(
                Optional.of("jdbc:postgresql://db/m"),
                PRESET.user(),
                PRESET.password(),
                PRESET.schema(),
                PRESET.poolSize(),
                PRESET.migrate(),
                PRESET.connectTimeout()),
            true);

    assertThat(
            errors.explain(
                new SQLTransientConnectionException(
                    "ours timed out", new SQLTransientConnectionException("theirs timed out"))))
        .hasMessageContainingAll(
            "DataSource gives no connection to db/m", "let its pool hold more");
  }
}
