package org.messagingagent.server.store.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.sqlite.SqliteDatabase;

class StoreBackupTest {

  @TempDir private Path directory;

  @Test
  void backupOfABusyStoreHasWhatWasThereAndIsRestoredByPuttingItInPlace() throws Exception {
    Path data = directory.resolve("data");
    Path file = directory.resolve("backup.db");
    long last = 0;
    try (Store store = TestStores.open(data)) {
      for (int i = 0; i < 2_000; i++) {
        CompletionStage<Acceptance> accepted =
            store.inbox().accept(message("sms", "s" + i % 9, "text " + i));
        last = i == 1_999 ? get(accepted).messageId() : last;
      }
      AtomicBoolean done = new AtomicBoolean();
      Thread callers =
          new Thread(
              () -> {
                while (!done.get()) {
                  get(store.inbox().accept(message("sms", "", "meanwhile")));
                }
              });
      callers.start();
      long bytes = StoreBackup.backUp(data, file);
      done.set(true);
      callers.join(10_000);
      assertThat(bytes).isEqualTo(Files.size(file)).isPositive();
      assertThat(get(store.inbox().finish(1, 0, MessageState.HANDLED, 0, "", NOW))).isTrue();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Path restored = Files.createDirectory(directory.resolve("restored"));
    Files.copy(file, SqliteDatabase.pathIn(restored));
    assertThat(StoreCheck.check(restored).problems()).isEmpty();
    try (Store store = TestStores.open(restored)) {
      assertThat(store.inbox().find(last).orElseThrow().content().orElseThrow().content())
          .isEqualTo("text 1999");
      assertThat(store.inbox().find(1).orElseThrow().state())
          .as("handled after the backup, so it is handled again")
          .isEqualTo(MessageState.WAITING);
      assertThat(get(store.inbox().accept(message("sms", "", "new"))).messageId())
          .isGreaterThan(last);
    }
  }

  @Test
  void fileThatExistsIsNotOverwrittenAndOneThatCannotBeMadeIsTold() throws Exception {
    TestStores.open(directory.resolve("data")).close();
    Path there = Files.writeString(directory.resolve("there.db"), "mine");
    assertThatThrownBy(() -> StoreBackup.backUp(directory.resolve("data"), there))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("exists; name another");
    assertThat(there).hasContent("mine");
    assertThatThrownBy(
            () -> StoreBackup.backUp(directory.resolve("data"), directory.resolve("no/b.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be written");
    assertThatThrownBy(
            () -> StoreBackup.backUp(directory.resolve("none"), directory.resolve("b.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("There is no database");
  }

  @Test
  void checkTellsWhatIsMissingAndOfANewerServer() throws Exception {
    Path data = directory.resolve("data");
    try (Store store = TestStores.open(data)) {
      get(store.inbox().accept(message("sms", "s", "1")));
      get(store.inbox().accept(message("sms", "s", "2")));
    }
    StoreCheck.Finding whole = StoreCheck.check(data);
    assertThat(whole.problems()).isEmpty();
    assertThat(whole.incoming()).containsOnlyKeys("sms waiting").containsEntry("sms waiting", 2L);
    assertThat(whole.version()).isEqualTo(whole.knownVersion());

    execute(data, "DELETE FROM incoming_content WHERE id = 1");
    execute(data, "UPDATE incoming_message SET due_at = NULL");
    execute(data, "DELETE FROM message_count");
    assertThat(StoreCheck.check(data).problems())
        .containsExactly(
            "the numbers of messages that are kept beside them differ from the messages",
            "1 waiting or dead messages have no content",
            "1 sessions have not one message whose turn it is");

    execute(data, "PRAGMA user_version = 99");
    assertThat(StoreCheck.check(data).problems())
        .singleElement()
        .asString()
        .contains("newer server");
  }

  private static void execute(Path data, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + SqliteDatabase.pathIn(data));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
