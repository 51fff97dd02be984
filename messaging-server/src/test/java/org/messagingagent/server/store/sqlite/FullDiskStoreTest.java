package org.messagingagent.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.message;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.support.SmallDisk;

/** A disk that is really full: {@link SmallDisk}. */
@Timeout(120)
class FullDiskStoreTest {

  private static final int KIB = 1_024;

  @TempDir Path directory;
  private SmallDisk disk;
  private final List<Long> acknowledged = new ArrayList<>();

  @BeforeEach
  void mount() {
    disk = SmallDisk.at(directory.resolve("disk"), 48);
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  /** The journal and the database fill the disk together, so copying one into the other fails. */
  @Test
  void diskThatIsFullInTheMiddleOfACopyLosesNothingAndGoesOnWithMoreRoom() {
    try (DataDirectory data = DataDirectory.open(disk.path());
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      acceptUntilFull(store, 512 * KIB);
      assertThat(acknowledged).isNotEmpty();
      acceptUntilFull(store, KIB);
      assertThat(store.problem()).get().asString().contains("the disk is full; make room");
      assertThat(waiting(store)).isEqualTo(acknowledged);

      disk.resize(256);
      awaitNoProblem(store);
      for (int i = 0; i < 100; i++) {
        accept(store, 512 * KIB); // past another copy of the journal
      }
      assertThat(waiting(store)).isEqualTo(acknowledged);
    }
    assertReopened();
  }

  @Test
  void serverThatStopsOnAFullDiskStartsWithAllOnceThereIsRoom() {
    try (DataDirectory data = DataDirectory.open(disk.path());
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      acceptUntilFull(store, 512 * KIB);
      acceptUntilFull(store, KIB);
    }
    disk.resize(256);
    assertReopened();
  }

  @Test
  void startOnAFullDiskSaysSo() throws Exception {
    disk.fill();
    assertThatThrownBy(
            () -> {
              try (DataDirectory data = DataDirectory.open(disk.path());
                  SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
                store.problem();
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(disk.path().toString())
        .hasMessageMatching("(?s).*(disk is full|No space left).*");
    disk.makeRoom();
    assertReopened();
  }

  @Test
  void directoryOnADiskThatIsReadOnlyIsRefused() {
    try (DataDirectory data = DataDirectory.open(disk.path());
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      accept(store, KIB);
    }
    disk.makeReadOnly();
    assertThatThrownBy(() -> DataDirectory.open(disk.path()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be written (Read-only file system)")
        .hasMessageContaining("give the server's user write access or set another directory");
  }

  private void assertReopened() {
    try (DataDirectory data = DataDirectory.open(disk.path());
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      assertThat(waiting(store)).isEqualTo(acknowledged);
      accept(store, KIB);
    }
  }

  private void acceptUntilFull(SqliteStore store, int bytes) {
    while (true) {
      try {
        accept(store, bytes);
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("the disk is full; make room");
        return;
      }
    }
  }

  private void accept(SqliteStore store, int bytes) {
    acknowledged.add(
        GroupCommit.await(store.inbox().accept(message("sms", "", "x".repeat(bytes)))).messageId());
  }

  private static void awaitNoProblem(SqliteStore store) {
    while (store.problem().isPresent()) {
      Thread.onSpinWait();
    }
  }

  private static List<Long> waiting(SqliteStore store) {
    List<Long> ids = new ArrayList<>();
    List<StoredIncoming> page;
    do { // in parts: all at once is much memory
      page =
          store.inbox().ready("sms", Partitions.ALL, NOW, ids::contains, 1_000, 8 << 20).messages();
      page.forEach(message -> ids.add(message.id()));
    } while (!page.isEmpty());
    return ids;
  }
}
