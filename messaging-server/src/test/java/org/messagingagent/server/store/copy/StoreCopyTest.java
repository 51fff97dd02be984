package org.messagingagent.server.store.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.key;
import static org.messagingagent.server.store.Samples.message;
import static org.messagingagent.server.store.Samples.submitted;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.engine.CopyMark;
import org.messagingagent.server.store.postgres.PgStore;
import org.messagingagent.server.store.postgres.PgTables;
import org.messagingagent.server.store.postgres.PostgresFixture;

class StoreCopyTest {

  private static final int WAITING = 2_500;

  @TempDir private Path directory;
  private final List<StoreCopy.Progress> told = new ArrayList<>();
  private final StoreConfig postgres = PostgresFixture.freshSchema();

  @AfterEach
  void dropSchema() {
    PostgresFixture.drop(postgres);
  }

  @Test
  void copyInAnotherDirectoryHasEverythingAndGoesOn() throws Exception {
    StoreAddress source = filled("source");
    StoreAddress target = sqlite("target");

    StoreCopy.Result result = StoreCopy.copy(source, target, false, told::add);

    assertSameRows(source, target);
    assertThat(result.keysLeftOut()).isZero();
    assertThat(told)
        .filteredOn(progress -> progress.table().equals("incoming_message"))
        .last()
        .matches(progress -> progress.rows() == WAITING + 3 && progress.total() == WAITING + 3);
    assertThat(told.stream().filter(StoreCopyTest::complete).mapToLong(StoreCopy.Progress::rows))
        .as("the last of each table")
        .satisfies(
            rows ->
                assertThat(rows.stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(result.rows()));
    assertGoesOn("target");
  }

  @Test
  void copyThroughPostgresComesBackTheSame() throws Exception {
    StoreAddress source = filled("source");
    StoreAddress between = new StoreAddress.Postgres(postgres);

    StoreCopy.copy(source, between, false, told::add);
    assertSameRows(source, between);
    assertThatThrownBy(() -> StoreCopy.copy(source, between, true, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> StoreCopy.copy(between, between, true, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("pg_dump");

    StoreAddress back = sqlite("back");
    StoreCopy.copy(between, back, false, told::add);
    assertSameRows(source, back);
    assertGoesOn("back");
  }

  @Test
  void serverFindsWhatWasCopiedIntoItsSchema() {
    StoreAddress source = filled("source");
    StoreConfig settings = postgres.withMigrate(false);
    assertThatThrownBy(() -> StoreCopy.copy(source, named(settings), false, told::add))
        .as("the tables are not the server's to make")
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("run what 'store schema' prints");

    StoreCopy.copy(source, named(postgres), false, told::add);
    try (Store server = PgStore.open(settings, StoreLimits.DEFAULTS)) {
      assertThat(server.inbox().counts().get("sms")).containsEntry(MessageState.WAITING, 2_500L);
      assertThat(get(server.inbox().accept(message("sms", "", "new"))).messageId())
          .isEqualTo(WAITING + 4);
    }
  }

  @Test
  void whatPostgresHasNotDecidedIsDecidedAndKeysWithGapsAreTold() throws Exception {
    PgTables.ensure(postgres);
    try (Connection connection = PgTables.connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO incoming_message (id, plugin, partition_no, session_key, state, due_at,"
              + " undecided, failures, reason, user_name, received_at) VALUES"
              + " (1, 'sms', 1, 'a', 0, 5, TRUE, 0, '', 'anna', 1),"
              + " (2, 'sms', 1, 'a', 0, 5, FALSE, 0, '', 'anna', 1),"
              + " (3, 'sms', 1, 'b', 0, 5, TRUE, 0, '', 'anna', 1),"
              + " (4, 'sms', 1, 'b', 0, 5, TRUE, 0, '', 'anna', 1)");
      statement.executeUpdate(
          "INSERT INTO incoming_content SELECT id, '', '', 'text ' || id, ''"
              + " FROM incoming_message");
      statement.executeUpdate(
          "INSERT INTO message_count VALUES ('incoming', 'sms', 0, 7, 3), ('incoming', 'sms', 0, 0, 1)");
      statement.executeUpdate(
          "INSERT INTO request_key VALUES ('anna', 'SendMessages', 'k', '\\x00', 1, '{4,6}')");
    }

    StoreCopy.Result result =
        StoreCopy.copy(new StoreAddress.Postgres(postgres), sqlite("target"), false, told::add);

    assertThat(result.keysLeftOut()).isEqualTo(1);
    try (Store store = TestStores.open(directory.resolve("target"))) {
      assertThat(ready(store)).containsExactly(2L, 3L);
      get(store.inbox().finish(2, 0, MessageState.HANDLED, 0, "", NOW));
      get(store.inbox().finish(3, 0, MessageState.HANDLED, 0, "", NOW));
      assertThat(ready(store)).containsExactly(1L, 4L);
      assertThat(store.inbox().counts().get("sms")).containsEntry(MessageState.WAITING, 2L);
    }
  }

  @Test
  void databaseInUseByANodeIsRefused() throws Exception {
    StoreAddress address = new StoreAddress.Postgres(postgres);
    assertThatThrownBy(() -> StoreCopy.copy(address, sqlite("target"), false, told::add))
        .hasMessageContaining("has no tables of this server; see messaging.store.schema");

    PgTables.ensure(postgres);
    PostgresFixture.addNode(postgres, 1, "node-a", 9_000_000_000_000L);
    assertThatThrownBy(() -> StoreCopy.copy(address, sqlite("target"), false, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is in use by node-a; stop them first");
  }

  @Test
  void storeThatIsInUseOrNotEmptyOrMissingIsRefused() {
    StoreAddress source = filled("source");
    Store running = TestStores.open(directory.resolve("running"));
    try {
      assertThatThrownBy(
              () -> StoreCopy.copy(sqlite("running"), sqlite("target"), false, told::add))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by another server");
      assertThatThrownBy(() -> StoreCopy.copy(source, sqlite("running"), false, told::add))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by another server");
    } finally {
      running.close();
    }
    filled("other");
    assertThatThrownBy(() -> StoreCopy.copy(source, sqlite("other"), true, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> StoreCopy.copy(sqlite("none"), sqlite("target"), false, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("There is no database");
    assertThatThrownBy(
            () ->
                StoreAddress.parse(
                    "jdbc:h2:x", StoreConfig.DEFAULTS, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql:");
  }

  @Test
  void interruptedCopyIsRefusedUntilItIsBegunAgain() throws Exception {
    StoreAddress source = filled("source");
    StoreAddress target = sqlite("target");
    IllegalStateException stop = new IllegalStateException("stopped");
    assertThatThrownBy(
            () ->
                StoreCopy.copy(
                    source,
                    target,
                    false,
                    progress -> {
                      throw stop;
                    }))
        .isSameAs(stop);

    assertThatThrownBy(() -> TestStores.open(directory.resolve("target")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is a copy that was not finished");
    assertThatThrownBy(() -> StoreCopy.copy(source, target, false, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("begin again with --restart");
    assertThatThrownBy(() -> StoreCopy.copy(target, sqlite("third"), false, told::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is itself a copy that was not finished");

    StoreCopy.copy(source, target, true, told::add);
    assertSameRows(source, target);
    try (CopyPlace place = SqlitePlace.open(directory.resolve("target"), false)) {
      assertThat(CopyMark.isSet(place.connection())).isFalse();
    }
    assertGoesOn("target");
  }

  /** As an operator names it, where the server has these settings. */
  private static StoreAddress named(StoreConfig settings) {
    return StoreAddress.parse(
        settings.url().orElseThrow(),
        settings,
        Optional.of(settings.user()),
        Optional.of(settings.password()));
  }

  private StoreAddress sqlite(String name) {
    return new StoreAddress.Sqlite(directory.resolve(name));
  }

  /** A store with some of everything. */
  private StoreAddress filled(String name) {
    try (Store store = TestStores.open(directory.resolve(name))) {
      for (int i = 0; i < WAITING - 1; i++) {
        store.inbox().accept(message("sms", "s" + i % 7, "text \ud83d\ude00 " + i));
      }
      get(store.inbox().accept(message("sms", "", "", Optional.of(key("key", 1)))));
      long dead = get(store.inbox().accept(message("mail", "s", "dead"))).messageId();
      get(store.inbox().finish(dead, 0, MessageState.DEAD, 3, "no route", NOW));
      long handled =
          get(store.inbox().accept(submitted("sms", Optional.of("gw"), "sms", "", "handled")))
              .messageId();
      get(store.inbox().finish(handled, 0, MessageState.HANDLED, 0, "", NOW));
      get(store.inbox().eraseContent(MessageState.HANDLED, NOW.plusSeconds(1), 10));
      long discarded = get(store.inbox().accept(message("sms", "", "discarded"))).messageId();
      get(store.inbox().discard(discarded, "spam", NOW));
      fillTheRest(store);
    }
    return sqlite(name);
  }

  private static void fillTheRest(Store store) {
    NewOutgoing.Entry entry = new NewOutgoing.Entry(OptionalInt.empty(), "Text");
    List<Integer> ids =
        get(store
                .outbox()
                .record(
                    new NewOutgoing(
                        "sms",
                        "anna",
                        List.of(entry, entry, entry),
                        NOW,
                        Optional.of(key("o", 2)))))
            .messagingIds();
    get(
        store
            .outbox()
            .settle(
                new Settlement(
                    ids.get(0), OutgoingState.SETTLED, 1, List.of("x", "y"), "s1", "", 1, NOW)));
    get(
        store
            .outbox()
            .settle(
                new Settlement(
                    ids.get(1), OutgoingState.UNKNOWN, 1, List.of(), "", "late", 1, NOW)));
    get(store.outbox().report(new DeliveryReport("sms", "early", 3, "", "anna", NOW)));
    get(store.users().add(new User("anna", "$hash", NOW)));
    get(store.tickets().add(ticket(), 10));
    get(
        store
            .values()
            .put("sms", "k", "v", Optional.of(NOW.plusSeconds(9)), new Condition.Always(), NOW));
  }

  private static Ticket ticket() {
    return new Ticket(new byte[] {1, 2, -3}, "anna", NOW, NOW.plusSeconds(60));
  }

  /** Ids, keys, sessions and reports, as if nothing had happened. */
  private void assertGoesOn(String name) {
    try (Store store = TestStores.open(directory.resolve(name))) {
      assertThat(
              get(store.inbox().accept(message("sms", "", "", Optional.of(key("key", 1)))))
                  .messageId())
          .as("a repeat")
          .isEqualTo(WAITING);
      assertThat(get(store.inbox().accept(message("sms", "", "new"))).messageId())
          .isEqualTo(WAITING + 4);
      assertThat(ready(store)).hasSize(9).startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L);
      get(store.inbox().finish(1, 0, MessageState.HANDLED, 0, "", NOW));
      assertThat(ready(store)).contains(8L);
      assertThat(store.inbox().find(1).orElseThrow().content().orElseThrow().content())
          .isEqualTo("text \ud83d\ude00 0");
      assertThat(store.outbox().reportCounts().get("sms").waiting()).isEqualTo(1);
      assertThat(store.users().find("anna")).isPresent();
      assertThat(store.values().get("sms", "k", NOW)).contains("v");
    }
  }

  private static List<Long> ready(Store store) {
    return store
        .inbox()
        .ready("sms", Partitions.ALL, NOW, any -> false, 100, 1 << 20)
        .messages()
        .stream()
        .map(StoredIncoming::id)
        .sorted()
        .toList();
  }

  private static boolean complete(StoreCopy.Progress progress) {
    return progress.rows() == progress.total();
  }

  private static void assertSameRows(StoreAddress one, StoreAddress other) throws SQLException {
    assertThat(rows(other)).isEqualTo(rows(one)).containsKey("incoming_message");
  }

  private static Map<String, List<String>> rows(StoreAddress address) throws SQLException {
    try (CopyPlace place =
        address instanceof StoreAddress.Postgres postgres
            ? PostgresPlace.open(postgres.config(), false)
            : SqlitePlace.open(((StoreAddress.Sqlite) address).directory(), false)) {
      Map<String, List<String>> all = new HashMap<>();
      for (CopiedTable table : CopiedTable.ALL) {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement read = place.connection().prepareStatement(place.read(table));
            ResultSet row = read.executeQuery()) {
          while (row.next()) {
            StringBuilder text = new StringBuilder();
            for (int column = 1; column <= table.parameters(); column++) {
              Object value = row.getObject(column);
              text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value)
                  .append('|');
            }
            rows.add(text.toString());
          }
        }
        rows.sort(String::compareTo);
        all.put(table.name(), rows);
      }
      return all;
    }
  }
}
