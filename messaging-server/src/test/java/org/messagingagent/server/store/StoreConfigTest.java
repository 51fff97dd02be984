package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StoreConfigTest {

  @Test
  void defaultIsSqliteInTheDataDirectory() {
    assertThat(StoreConfig.DEFAULTS.url()).isEmpty();
    assertThat(StoreConfig.DEFAULTS.schema()).isEqualTo("messaging");
    assertThat(StoreConfig.DEFAULTS.migrate()).isTrue();
    assertThat(StoreConfig.DEFAULTS.place()).isEmpty();
  }

  @Test
  void loginIsTakenOutOfTheUrl() {
    StoreConfig config =
        StoreConfig.postgres(
            "jdbc:postgresql://a,b:5433/m?user=me&ssl=true&password=p%26w", "", "");

    assertThat(config.url()).contains("jdbc:postgresql://a,b:5433/m?ssl=true");
    assertThat(config.user()).isEqualTo("me");
    assertThat(config.password()).isEqualTo("p&w");
  }

  @Test
  void loginOfItsOwnSettingsCounts() {
    StoreConfig config = StoreConfig.postgres("jdbc:postgresql:m?user=me&password=x", "you", "y");

    assertThat(config.url()).contains("jdbc:postgresql:m");
    assertThat(config.user()).isEqualTo("you");
    assertThat(config.password()).isEqualTo("y");
  }

  @Test
  void passwordsAreNeverShown() {
    StoreConfig config =
        StoreConfig.postgres(
            "jdbc:postgresql://u:hush@a/m?password=hush&sslpassword=hush", "me", "hush");

    assertThat(config.toString()).doesNotContain("hush").contains("***@a/m?sslpassword=***");
    assertThat(config.place().orElseThrow()).doesNotContain("hush");
    assertThat(StoreConfig.masked("jdbc:postgresql://u:hush@a/m?password=hush"))
        .isEqualTo("jdbc:postgresql://***@a/m?password=***");
  }

  @Test
  void urlOfAnotherDatabaseIsRefusedWithoutItsPassword() {
    assertThatThrownBy(() -> StoreConfig.postgres("jdbc:oracle:thin:x?password=hush", "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("store.url must be like jdbc:postgresql://host/database")
        .message()
        .doesNotContain("hush");
  }

  @Test
  void schemaIsAPlainName() {
    for (String schema :
        new String[] {"", "Messages", "a b", "1a", "pg_x", "a".repeat(41), "a;b"}) {
      assertThatThrownBy(() -> StoreConfig.DEFAULTS.withSchema(schema))
          .as(schema)
          .hasMessageContaining("store.schema must be");
    }
    assertThat(StoreConfig.DEFAULTS.withSchema("_msg2").schema()).isEqualTo("_msg2");
  }

  @Test
  void otherValuesAreBounded() {
    assertThatThrownBy(() -> with("", 0, Duration.ofSeconds(1)))
        .hasMessageContaining("store.pool-size must be 1 to 100, was 0");
    assertThatThrownBy(() -> with("", 101, Duration.ofSeconds(1)))
        .hasMessageContaining("store.pool-size");
    assertThatThrownBy(() -> with("", 1, Duration.ofMillis(999)))
        .hasMessageContaining("store.connect-timeout must be 1s to 10m");
    assertThatThrownBy(() -> with("me", 1, Duration.ofSeconds(1)))
        .hasMessageContaining("are for a database that store.url names");
  }

  private static StoreConfig with(String user, int poolSize, Duration connectTimeout) {
    return new StoreConfig(Optional.empty(), user, "", "messaging", poolSize, true, connectTimeout);
  }
}
