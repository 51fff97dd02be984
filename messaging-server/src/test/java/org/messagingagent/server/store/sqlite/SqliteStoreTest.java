package org.messagingagent.server.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;
import static org.messagingagent.server.store.Samples.submitted;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.ReportCounts;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.engine.EngineSql;

final class SqliteStoreTest {

  @TempDir Path directory;

  @Test
  void everythingIsThereAfterAReopen() {
    long id = withStore(store -> get(accept(store, "s", "1")).messageId());
    withStore(
        store -> {
          assertThat(store.inbox().counts())
              .isEqualTo(Map.of("sms", Map.of(MessageState.WAITING, 1L)));
          assertThat(
                  store
                      .inbox()
                      .ready("sms", Partitions.ALL, NOW, any -> false, 10, 1 << 20)
                      .messages())
              .extracting(StoredIncoming::id)
              .containsExactly(id);
          assertThat(get(accept(store, "s", "2")).messageId()).isEqualTo(id + 1);
          assertThat(store.problem()).isEmpty();
          return null;
        });
  }

  @Test
  void countsOfNoneAreAbsentAfterAReopen() {
    withStore(
        store -> {
          long id = get(accept(store, "", "1")).messageId();
          return get(store.inbox().finish(id, 0, MessageState.HANDLED, 0, "", NOW));
        });
    withStore(
        store -> {
          assertThat(store.inbox().counts())
              .isEqualTo(Map.of("sms", Map.of(MessageState.HANDLED, 1L)));
          assertThat(store.inbox().pluginsWithWaiting()).isEmpty();
          return null;
        });
  }

  @Test
  void reportsAreCountedAfterAReopen() {
    withStore(
        store -> {
          get(store.outbox().report(new DeliveryReport("sms", "a", 3, "", "anna", NOW)));
          get(store.outbox().orphanReports(NOW.plusSeconds(1), NOW, 10));
          get(store.outbox().report(new DeliveryReport("sms", "b", 3, "", "anna", NOW)));
          get(store.outbox().report(new DeliveryReport("sms", "c", 3, "", "bob", NOW)));
          return null;
        });
    withStore(
        store -> {
          assertThat(store.outbox().reportCounts())
              .isEqualTo(Map.of("sms", new ReportCounts(2, 1)));
          return null;
        });
  }

  @Test
  void idsOfPurgedMessagesAreNotGivenAgain() {
    long id =
        withStore(
            store -> {
              long accepted = get(accept(store, "", "1")).messageId();
              get(store.inbox().finish(accepted, 0, MessageState.HANDLED, 0, "", NOW));
              assertThat(get(store.inbox().purge(NOW.plusSeconds(1), NOW, 10))).isEqualTo(1);
              return accepted;
            });
    long next = withStore(store -> get(accept(store, "", "2")).messageId());
    assertThat(next).isGreaterThan(id);
  }

  @Test
  void messagingIdsThatRunOutAreRefusedClearly() {
    withStore(store -> null);
    execute("UPDATE id_sequence SET next_id = 2147483647 WHERE name = 'outgoing'");
    withStore(
        store -> {
          assertThat(get(store.outbox().record(outgoing(1))).messagingIds())
              .containsExactly(Integer.MAX_VALUE);
          assertThat(Samples.failureOf(store.outbox().record(outgoing(1))))
              .isInstanceOf(StoreException.class)
              .hasMessageContaining("No outgoing ids are left");
          return null;
        });
  }

  @Test
  void closedStoreRefusesWritesAndReads() {
    SqliteStore closed = withStore(store -> store);
    assertThat(Samples.failureOf(accept(closed, "", "1"))).hasMessage("The store is closed");
    assertThatThrownBy(() -> closed.users().list()).hasMessage("The store is closed");
    assertThat(closed.problem()).isPresent();
  }

  @Test
  void journalIsCopiedIntoTheDatabaseWhileTheServerRuns() throws Exception {
    try (DataDirectory data = DataDirectory.open(directory);
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      Path path = directory.resolve("messaging.db");
      long before = Files.size(path);
      while (Files.size(path) == before) {
        Samples.get(accept(store, "", "x".repeat(1_000_000)));
        assertThat(Files.size(directory.resolve("messaging.db-wal"))).isLessThan(100L << 20);
      }
    }
  }

  @Test
  void databaseThatWasTakenAwayIsNoticedUntilItIsBack() throws Exception {
    try (DataDirectory data = DataDirectory.open(directory)) {
      SqliteFile file = SqliteFile.in(data);
      Path path = directory.resolve("messaging.db");
      file.checkInPlace();
      Files.move(path, directory.resolve("away"));
      assertThatThrownBy(file::checkInPlace)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("was deleted or replaced");
      Files.createFile(path);
      assertThatThrownBy(file::checkInPlace).isInstanceOf(StoreException.class);
      Files.move(directory.resolve("away"), path, StandardCopyOption.REPLACE_EXISTING);
      file.checkInPlace();
    }
  }

  @Test
  void fileThatIsNoDatabaseIsRefusedAndKept() throws IOException {
    Path file = directory.resolve("messaging.db");
    Files.writeString(file, "precious notes, not a database");
    assertRefused("messaging.db", "damaged or no database");
    assertThat(file).hasContent("precious notes, not a database");
  }

  @Test
  void emptyFileIsRefused() throws IOException {
    Files.createFile(directory.resolve("messaging.db"));
    assertRefused("messaging.db is empty");
  }

  @Test
  void damagedDatabaseIsRefused() throws IOException {
    withStore(store -> get(accept(store, "", "1")));
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("messaging.db").toFile(), "rw")) {
      file.seek(100);
      file.write(new byte[3_000]);
    }
    assertRefused("messaging.db", "damaged");
  }

  @Test
  void missingDatabaseWithItsJournalLeftOverIsRefused() throws IOException {
    Files.writeString(directory.resolve("messaging.db-wal"), "journal");
    assertRefused("messaging.db is missing", "journal");
    assertThat(directory.resolve("messaging.db")).doesNotExist();
  }

  @Test
  void databaseOfANewerServerIsRefused() {
    withStore(store -> null);
    execute("PRAGMA user_version = 99");
    assertRefused("messaging.db has version 99", "newer server");
  }

  @Test
  void databaseOfVersionOneStartsWithItsWaitingMessages() throws Exception {
    execute(
        script(1),
        "PRAGMA application_id = " + 0x4d734167,
        "PRAGMA user_version = 1",
        "UPDATE id_sequence SET next_id = 8 WHERE name = 'incoming'",
        "INSERT INTO message_count VALUES ('incoming', 'sms', 0, 2), ('outgoing', 'sms', -2, 1)",
        "INSERT INTO incoming_message VALUES"
            + " (6, 'sms', 1, 's', 0, 1000, 0, '', NULL, 'anna', 1000, NULL),"
            + " (7, 'sms', 1, 's', 0, NULL, 0, '', NULL, 'anna', 1001, NULL)",
        "INSERT INTO incoming_content VALUES"
            + " (6, 'from', 'to', 'first', 'Text'), (7, 'from', 'to', 'second', 'Text')",
        "INSERT INTO outgoing_message VALUES"
            + " (3, 'sms', 2, 0, '', 's', NULL, 'Text', 'anna', 1000, 1000, 1)");
    withStore(
        store -> {
          assertThat(store.inbox().counts())
              .isEqualTo(Map.of("sms", Map.of(MessageState.WAITING, 2L)));
          assertThat(
                  store
                      .inbox()
                      .ready("sms", Partitions.ALL, NOW, any -> false, 10, 1 << 20)
                      .messages())
              .extracting(StoredIncoming::content)
              .containsExactly("first");
          get(store.inbox().finish(6, 0, MessageState.HANDLED, 0, "", NOW));
          assertThat(
                  store
                      .inbox()
                      .ready("sms", Partitions.ALL, NOW, any -> false, 10, 1 << 20)
                      .messages())
              .extracting(StoredIncoming::content)
              .containsExactly("second");
          assertThat(store.outbox().unsettled("sms", 0, 10))
              .extracting(OutgoingRecord::messagingId)
              .containsExactly(3);
          NewIncoming submitted = submitted("sms", Optional.of("g"), "sms", "", "third");
          assertThat(get(store.inbox().accept(submitted)).messageId()).isEqualTo(8);
          assertThat(get(store.inbox().accept(submitted)).messageId()).isEqualTo(8);
          return get(
              store.values().put("sms", "k", "v", Optional.empty(), new Condition.Always(), NOW));
        });
    withStore(
        store -> {
          assertThat(store.values().get("sms", "k", NOW)).contains("v");
          return null;
        });
  }

  @Test
  void scriptThatWasReleasedIsUnchanged() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(script(1).getBytes(UTF_8));
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("ff74b9b6b45346a7d4f0d291b97052305ff825498eedd7b1b8966ccfee3ecf6c");
  }

  @Test
  void databaseOfAnotherProgramIsRefused() {
    execute("CREATE TABLE cars (name TEXT)");
    assertRefused("messaging.db was not written by this server");
  }

  @Test
  void databaseFilesAreTheOwnersAlone() {
    withStore(
        store -> {
          get(accept(store, "", "1"));
          for (String name : List.of("messaging.db", "messaging.db-wal", "messaging.db-shm")) {
            assertThat(permissions(directory.resolve(name))).as(name).isEqualTo("rw-------");
          }
          return null;
        });
  }

  @Test
  void waitingMessagesAreFoundByIndexesAlone() {
    withStore(store -> null);
    assertThat(plan(SqliteInboxStore.READY))
        .containsExactly(
            "SEARCH incoming_message USING COVERING INDEX incoming_due"
                + " (plugin=? AND due_at>? AND due_at<?)");
    assertThat(plan(SqliteInboxStore.NEXT_DUE))
        .containsExactly(
            "SEARCH incoming_message USING COVERING INDEX incoming_due (plugin=? AND due_at>?)");
    assertThat(plan(SqliteIncoming.SESSION_WAITS))
        .containsExactly(
            "SEARCH incoming_message USING COVERING INDEX incoming_session"
                + " (plugin=? AND session_key=?)");
    assertThat(plan(SqliteInboxStore.TURN))
        .containsExactly(
            "SEARCH incoming_message USING INDEX incoming_session (plugin=? AND session_key=?)");
    assertThat(plan(SqliteIncoming.NEXT_OF_SESSION))
        .containsExactly(
            "SEARCH incoming_message USING COVERING INDEX incoming_session"
                + " (plugin=? AND session_key=?)");
    assertThat(plan(EngineSql.NEWEST_OF_SESSION))
        .containsExactly(
            "SEARCH outgoing_message USING COVERING INDEX outgoing_session"
                + " (plugin=? AND session_key=?)");
    assertThat(plan(SqliteIncoming.PURGE)).noneMatch(step -> step.startsWith("SCAN"));
    assertThat(plan(EngineSql.purgeOutgoing(SqliteDialect.INSTANCE)))
        .noneMatch(step -> step.startsWith("SCAN"));
    assertThat(plan(EngineSql.orphanReports(SqliteDialect.INSTANCE)))
        .noneMatch(step -> step.startsWith("SCAN"));
    assertThat(plan(EngineSql.purgeReports(SqliteDialect.INSTANCE)))
        .noneMatch(step -> step.startsWith("SCAN"));
    assertThat(plan(EngineSql.removeOldestOrphaned(SqliteDialect.INSTANCE)))
        .noneMatch(step -> step.startsWith("SCAN"));
    assertThat(plan(EngineSql.WAITING_REPORTS))
        .containsExactly(
            "SEARCH early_report USING INDEX early_report_external_id (plugin=? AND external_id=?)");
    assertThat(plan(EngineSql.unsettled(SqliteDialect.INSTANCE)))
        .containsExactly(
            "SEARCH outgoing_message USING INDEX outgoing_unknown_plugin (plugin=? AND id>?)");
    assertThat(plan(EngineSql.settleInFlight(SqliteDialect.INSTANCE)))
        .containsExactly("SCAN outgoing_message USING COVERING INDEX outgoing_in_flight");
  }

  @Test
  void valuesAndGatewayIdsAreFoundByIndexesAlone() {
    withStore(store -> null);
    assertThat(plan(EngineSql.FIND_VALUE))
        .containsExactly(
            "SEARCH plugin_value USING INDEX sqlite_autoindex_plugin_value_1 (owner=? AND key=?)");
    assertThat(plan(EngineSql.KEYS_OF_VALUES))
        .containsExactly(
            "SEARCH plugin_value USING INDEX sqlite_autoindex_plugin_value_1 (owner=? AND key>?)");
    assertThat(plan(EngineSql.purgeValues(SqliteDialect.INSTANCE)))
        .contains("SEARCH plugin_value USING COVERING INDEX plugin_value_expiry (expires_at<?)")
        .noneMatch(step -> step.startsWith("SCAN"));
    assertThat(plan(GatewayIds.FIND))
        .containsExactly(
            "SEARCH gateway_id USING INDEX sqlite_autoindex_gateway_id_1"
                + " (plugin=? AND gateway_id=?)");
  }

  @Test
  void freshSessionIsReadyWhateverElseWaits() {
    withStore(
        store -> {
          List<CompletionStage<?>> stages = new ArrayList<>();
          for (int i = 0; i < 1_000; i++) {
            stages.add(accept(store, "session " + i, "back-off"));
            stages.add(store.inbox().accept(message("mail", "", "waits")));
          }
          stages.forEach(Samples::get);
          for (StoredIncoming each :
              store
                  .inbox()
                  .ready("sms", Partitions.ALL, NOW, id -> false, 10_000, Long.MAX_VALUE)
                  .messages()) {
            stages.add(store.inbox().postpone(each.id(), 0, 1, "", NOW.plusSeconds(60)));
          }
          stages.forEach(Samples::get);
          List<Long> asked = new ArrayList<>();
          long fresh = get(accept(store, "fresh", "1")).messageId();

          List<StoredIncoming> ready =
              store
                  .inbox()
                  .ready("sms", Partitions.ALL, NOW, id -> !asked.add(id), 10, Long.MAX_VALUE)
                  .messages();

          assertThat(ready).extracting(StoredIncoming::id).containsExactly(fresh);
          assertThat(asked).containsExactly(fresh);
          return null;
        });
  }

  @Test
  void acknowledgedMessagesSurviveTheDeathOfTheProcess() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StoreCrashChild.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    Map<String, Long> submitted = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new java.io.InputStreamReader(child.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("acknowledged [0-9]+ (-|g[0-9]+) end")) {
          String[] words = line.split(" ");
          acknowledged.add(Long.parseLong(words[1]));
          if (!words[2].equals("-")) {
            submitted.put(words[2], Long.parseLong(words[1]));
          }
        }
        if (acknowledged.size() == 500) {
          child.toHandle().destroyForcibly(); // and the lines it wrote can still be read
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(500);
    assertThat(submitted).isNotEmpty();
    withStore(
        store -> {
          assertThat(acknowledged).allMatch(id -> store.inbox().find(id).isPresent());
          long waiting = store.inbox().counts().get("sms").get(MessageState.WAITING);
          assertThat(
                  store
                      .inbox()
                      .ready("sms", Partitions.ALL, NOW, id -> false, 1_000_000, Long.MAX_VALUE)
                      .messages())
              .hasSize((int) waiting);
          submitted.forEach(
              (gatewayId, id) ->
                  assertThat(get(store.inbox().accept(StoreCrashChild.submitted(gatewayId))))
                      .isEqualTo(new Acceptance(Acceptance.Kind.REPEATED, id)));
          assertThat(gatewayIdsAndMessagesWithoutTheOther()).isZero();
          assertThat(get(accept(store, "", "next")).messageId())
              .isGreaterThan(acknowledged.stream().mapToLong(Long::longValue).max().getAsLong());
          return null;
        });
  }

  @Test
  void userNamesAreKeptExactly() {
    withStore(
        store -> {
          String name = "\u00e5se \ud83d\ude00";
          assertThat(get(store.users().add(new User(name, "$", NOW)))).isTrue();
          assertThat(store.users().find(name)).isPresent();
          return null;
        });
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> withStore(store -> null))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(parts);
  }

  private <T> T withStore(java.util.function.Function<SqliteStore, T> action) {
    try (DataDirectory data = DataDirectory.open(directory);
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      return action.apply(store);
    }
  }

  private void execute(String... scripts) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : scripts) {
        statement.executeUpdate(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String script(int version) throws IOException {
    try (InputStream in = SqliteStore.class.getResourceAsStream(version + ".sql")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private List<String> plan(String sql) {
    List<String> steps = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
      while (row.next()) {
        steps.add(row.getString("detail"));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return steps;
  }

  private long gatewayIdsAndMessagesWithoutTheOther() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT COUNT(*) FROM incoming_message WHERE user_name = 'plugin:sms'"
                    + " AND id NOT IN (SELECT message_id FROM gateway_id))"
                    + " + (SELECT COUNT(*) FROM gateway_id"
                    + " WHERE message_id NOT IN (SELECT id FROM incoming_message))")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("messaging.db"));
  }

  private static String permissions(Path path) {
    try {
      return java.nio.file.attribute.PosixFilePermissions.toString(
          Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletionStage<Acceptance> accept(
      SqliteStore store, String sessionKey, String content) {
    return store.inbox().accept(message("sms", sessionKey, content));
  }

  private static NewOutgoing outgoing(int messages) {
    return new NewOutgoing(
        "sms",
        "anna",
        java.util.Collections.nCopies(messages, new NewOutgoing.Entry(OptionalInt.empty(), "Text")),
        NOW,
        Optional.empty());
  }
}
