package org.messagingagent.server.store.copy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.sqlite.SqliteDatabase;

/**
 * Writes a SQLite database, as it is at one moment, to another file; a server may be running on it
 * and notices nothing but a journal that grows meanwhile.
 */
public final class StoreBackup {

  private static final String PARTIAL = ".partial";

  private StoreBackup() {}

  /**
   * Backs up. The file appears under its name only when it is whole and on disk.
   *
   * @param directory the data directory
   * @param file must not exist; its directory must
   * @return the file's size in bytes
   * @throws StoreException where the database cannot be read, or the file not be written
   */
  public static long backUp(Path directory, Path file) {
    requireNonNull(directory, "directory is null");
    Path target = file.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw new StoreException("The file %s exists; name another".formatted(target));
    }
    Path partial = target.resolveSibling(target.getFileName() + PARTIAL);
    try {
      Files.deleteIfExists(partial);
      Files.createFile(partial, ownerOnly(partial));
      write(directory, partial);
      force(partial);
      long size = Files.size(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      return size;
    } catch (IOException e) {
      throw new StoreException(
          "The file %s cannot be written (%s); name one in a directory that exists and has room"
              .formatted(target, e.getMessage()),
          e);
    }
  }

  private static void write(Path directory, Path partial) {
    try (Connection connection = SqliteDatabase.openReader(directory);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, partial.toString());
      copy.executeUpdate();
    } catch (SQLException e) {
      throw SqliteDatabase.explain(directory, e);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
