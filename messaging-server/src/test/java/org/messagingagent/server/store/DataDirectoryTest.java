package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {

  @TempDir Path temporary;

  @Test
  void missingDirectoryIsMadeForItsOwnerAlone() throws IOException {
    Path path = temporary.resolve("a/b");
    try (DataDirectory data = DataDirectory.open(path)) {
      Path file = data.createFile("secret");
      assertThat(data.path()).isEqualTo(path.toAbsolutePath());
      assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"));
      assertThat(permissions(path)).isEqualTo("rwx------");
      assertThat(permissions(file)).isEqualTo("rw-------");
      assertThat(permissions(path.resolve("messaging.lock"))).isEqualTo("rw-------");
    }
  }

  @Test
  void secondServerIsRefusedUntilTheFirstIsGone() {
    try (DataDirectory first = DataDirectory.open(temporary)) {
      assertThatThrownBy(() -> DataDirectory.open(first.path()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(temporary.toString())
          .hasMessageContaining("another server")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    DataDirectory.open(temporary).close();
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("set another directory");
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be made");
  }

  @Test
  void directoryThatCannotBeWrittenIsRefused() throws IOException {
    assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path path = Files.createDirectory(temporary.resolve("read-only"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(path), "root may write everywhere");
    assertThatThrownBy(() -> DataDirectory.open(path))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be written (access denied)");
  }

  @Test
  void lockFileThatCannotBeOpenedIsRefused() throws IOException {
    Files.createDirectory(temporary.resolve("messaging.lock"));
    assertThatThrownBy(() -> DataDirectory.open(temporary))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("The data directory " + temporary + " cannot be written");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
