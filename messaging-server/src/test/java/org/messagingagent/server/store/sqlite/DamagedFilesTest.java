package org.messagingagent.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;

/**
 * What a start does with files that are damaged, missing or another's. A copy of the files of a
 * store that is open is what a crash leaves: the database, and a journal with what was acknowledged
 * last.
 */
final class DamagedFilesTest {

  private static final int PAGE = 4_096;
  private static final int FRAME = 24 + PAGE;
  private static final int WAITING = 20;

  @TempDir Path running;
  @TempDir Path crashed;

  private final List<Long> acknowledged = new ArrayList<>();

  @BeforeEach
  void crash() throws IOException {
    try (DataDirectory data = DataDirectory.open(running);
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      for (int i = 0; i < WAITING; i++) {
        acknowledged.add(get(accept(store, "message " + i)).messageId());
      }
      for (String name : List.of("messaging.db", "messaging.db-wal", "messaging.state")) {
        Files.copy(running.resolve(name), crashed.resolve(name));
      }
    }
  }

  @Test
  void crashIsFollowedByAStartWithAll() throws IOException {
    assertThat(waiting(crashed)).isEqualTo(acknowledged);
    assertThat(waiting(running)).as("a stop").isEqualTo(acknowledged);
    assertThat(crashed.resolve("messaging.state")).hasContent("messaging.db is closed \n");
  }

  @Test
  void sharedMemoryFileOfAnotherTimeIsNotNeeded() throws IOException {
    Files.write(crashed.resolve("messaging.db-shm"), new byte[32_768]);

    assertThat(waiting(crashed)).isEqualTo(acknowledged);
  }

  @Test
  void missingDatabaseIsNotMadeAnewUntilAnOperatorSaysSo() throws IOException {
    Files.delete(running.resolve("messaging.db"));

    assertRefused(running, "messaging.db is missing, and there was one", "messaging.state");
    assertThat(running.resolve("messaging.db")).doesNotExist();

    Files.delete(running.resolve("messaging.state"));
    assertThat(waiting(running)).isEmpty();
  }

  @Test
  void missingDatabaseWhoseJournalIsThereIsRefused() throws IOException {
    Files.delete(crashed.resolve("messaging.db"));

    assertRefused(crashed, "messaging.db is missing, but its journal messaging.db-wal is there");
  }

  @Test
  void emptyDatabaseWhoseJournalIsThereIsRefused() throws IOException {
    truncate("messaging.db", 0);

    assertRefused(crashed, "messaging.db is empty", "restore a backup");
  }

  @Test
  void missingJournalOfACrashIsRefusedUntilAnOperatorSaysSo() throws IOException {
    Files.delete(crashed.resolve("messaging.db-wal"));

    assertRefused(crashed, "messaging.db-wal", "is missing or empty", "backup", "messaging.state");
    assertRefused(crashed, "messaging.db-wal");

    Files.delete(crashed.resolve("messaging.state"));
    assertThatCode(() -> waiting(crashed)).doesNotThrowAnyException();
  }

  @Test
  void journalThatWasEmptiedIsRefused() throws IOException {
    truncate("messaging.db-wal", 0);

    assertRefused(crashed, "messaging.db-wal", "is missing or empty");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8, 16, 24, 32 + 5, 32 + 10, 32 + 24 + 1_000, 32 + FRAME + 2_000})
  void damageAmongWhatWasAcknowledgedIsRefusedUntilAnOperatorSaysSo(long at) throws IOException {
    overwrite("messaging.db-wal", at, 4);

    assertRefused(crashed, "messaging.db-wal", "is damaged", "backup", "messaging.state");

    Files.delete(crashed.resolve("messaging.state"));
    assertThatCode(() -> waiting(crashed)).doesNotThrowAnyException();
  }

  @Test
  void transactionThatAPowerCutToreIsLeftOut() throws IOException {
    truncate("messaging.db-wal", Files.size(crashed.resolve("messaging.db-wal")) - 100);

    assertThat(waiting(crashed)).isEqualTo(acknowledged.subList(0, WAITING - 1));
  }

  @Test
  void journalOfAStopThatWasCutOffMayBeGone() throws IOException {
    Files.copy(
        running.resolve("messaging.db"),
        crashed.resolve("messaging.db"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.delete(crashed.resolve("messaging.db-wal"));
    Files.writeString(crashed.resolve("messaging.state"), "messaging.db is closing\n");

    assertThat(waiting(crashed)).isEqualTo(acknowledged);
  }

  @Test
  void startThatFailsForAnotherReasonDoesNotMakeTheNextOneFail() throws Exception {
    try (java.sql.Connection other =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + running.resolve("messaging.db"));
        java.sql.Statement statement = other.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
      for (String name : List.of("messaging.db", "messaging.db-wal")) {
        Files.copy(
            running.resolve(name), crashed.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    assertRefused(crashed, "messaging.db has version 99");
    assertRefused(crashed, "messaging.db has version 99");
  }

  @Test
  void overwrittenHeaderIsRefused() throws IOException {
    for (Path directory : List.of(crashed, running)) {
      overwrite(directory.resolve("messaging.db"), 0, 100);
      assertRefused(directory, "messaging.db", "damaged or no database", "restore a backup");
    }
  }

  @Test
  void databaseThatWasCutOffIsRefused() throws IOException {
    try (FileChannel file =
        FileChannel.open(running.resolve("messaging.db"), StandardOpenOption.WRITE)) {
      file.truncate(3 * PAGE);
    }

    assertRefused(running, "messaging.db", "damaged", "restore a backup");
  }

  @Test
  void pageThatWasOverwrittenIsToldOfWhenItIsFoundAndNotForgotten() throws IOException {
    Path file = running.resolve("messaging.db");
    int pages = (int) (Files.size(file) / PAGE);
    int found = 0;
    byte[] whole = Files.readAllBytes(file);
    for (int page = 1; page < pages; page++) {
      Files.write(file, whole);
      Files.writeString(running.resolve("messaging.state"), "messaging.db is closed \n");
      overwrite(file, (long) page * PAGE, PAGE);
      try {
        List<Long> waiting = waiting(running);
        assertThat(waiting).as("page %d", page).isEqualTo(acknowledged);
      } catch (StoreException e) {
        found++;
        assertThat(e).hasMessageContaining("messaging.db").hasMessageContaining("damaged");
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void serverWithADamagedPageIsNotReadyAnyMore() throws IOException {
    try (DataDirectory data = DataDirectory.open(running)) {
      Path file = running.resolve("messaging.db");
      try (SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
        get(accept(store, "x".repeat(200 * PAGE)));
      }
      overwrite(file, Files.size(file) - 60L * PAGE, 40 * PAGE);
      try (SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
        assertThat(store.problem()).isEmpty();
        assertThatThrownBy(() -> readyIn(store))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("is damaged; stop the server and restore a backup");
        assertThat(store.problem()).get().asString().contains("messaging.db", "is damaged");
        get(accept(store, "elsewhere in the file"));
        assertThat(store.problem()).get().asString().contains("messaging.db", "is damaged");
      }
    }
  }

  @Test
  void databaseThatIsTakenAwayWhileTheServerRunsTakesNothingMore() throws IOException {
    try (DataDirectory data = DataDirectory.open(running);
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      Path file = running.resolve("messaging.db");
      Path away = running.resolve("away");
      Files.move(file, away);
      Throwable failure = null;
      List<Long> before = new ArrayList<>();
      while (failure == null) { // it is looked at every second
        try {
          before.add(GroupCommit.await(accept(store, "into the void?")).messageId());
        } catch (StoreException e) {
          failure = e;
        }
      }
      assertThat(failure).hasMessageContaining("was deleted or replaced while the server runs");
      assertThat(store.problem()).get().asString().contains("was deleted or replaced");
      Files.move(away, file);
      while (store.problem().isPresent()) {
        Thread.onSpinWait();
      }
      assertThat(get(accept(store, "again")).messageId()).isPositive();
      acknowledged.addAll(before);
      assertThat(readyIn(store)).containsAll(acknowledged);
    }
  }

  @Test
  void fileOfAnotherProgramIsRefusedAndKept() throws Exception {
    Path file = crashed.resolve("messaging.db");
    Files.delete(file);
    Files.delete(crashed.resolve("messaging.db-wal"));
    Files.writeString(crashed.resolve("messaging.state"), "messaging.db is closed \n");
    try (java.sql.Connection other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
        java.sql.Statement statement = other.createStatement()) {
      statement.executeUpdate("CREATE TABLE cars (name TEXT)");
    }
    byte[] before = Files.readAllBytes(file);

    assertRefused(crashed, "messaging.db was not written by this server");
    assertThat(file).hasBinaryContent(before);
  }

  private static CompletionStage<Acceptance> accept(SqliteStore store, String content) {
    return store.inbox().accept(message("sms", "", content));
  }

  private static List<Long> waiting(Path directory) {
    try (DataDirectory data = DataDirectory.open(directory);
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      return readyIn(store);
    }
  }

  private static List<Long> readyIn(SqliteStore store) {
    return store
        .inbox()
        .ready("sms", Partitions.ALL, NOW, id -> false, 1_000_000, Long.MAX_VALUE)
        .messages()
        .stream()
        .map(StoredIncoming::id)
        .toList();
  }

  private static void assertRefused(Path directory, String... parts) {
    assertThatThrownBy(() -> waiting(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(parts);
  }

  private void overwrite(String name, long at, int bytes) throws IOException {
    overwrite(crashed.resolve(name), at, bytes);
  }

  private static void overwrite(Path path, long at, int bytes) throws IOException {
    byte[] noise = new byte[bytes];
    new Random(at).nextBytes(noise);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      file.write(noise);
    }
  }

  private void truncate(String name, long size) throws IOException {
    try (FileChannel file = FileChannel.open(crashed.resolve(name), StandardOpenOption.WRITE)) {
      file.truncate(size);
    }
  }
}
