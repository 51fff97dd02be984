package org.messagingagent.server.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that holds what the server keeps, used by one process at a time. It is made with
 * access for its owner alone, where the file system knows of such. Safe for use by many threads.
 */
public final class DataDirectory implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
  private static final String LOCK_FILE = "messaging.lock";

  // Beyond what is locked, so that others can read the process id where locks are mandatory.
  private static final long LOCKED_BYTE = 1L << 20;

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory where it is missing, and takes it for this process until {@link #close}.
   *
   * @throws StoreException where it cannot be made or written, or another process has it; the
   *     message says which, for the operator
   */
  public static DataDirectory open(Path directory) {
    Path path = requireNonNull(directory, "directory is null").toAbsolutePath().normalize();
    create(path);
    FileChannel lockFile;
    try {
      lockFile = openPrivately(path.resolve(LOCK_FILE));
    } catch (IOException e) {
      throw new StoreException(
          "The data directory %s cannot be written (%s); give the server's user write access or set"
                  .formatted(path, reason(e))
              + " another directory",
          e);
    }
    try {
      lock(path, lockFile);
      return new DataDirectory(path, lockFile);
    } catch (IOException | RuntimeException e) {
      closeQuietly(lockFile);
      if (e instanceof StoreException known) {
        throw known;
      }
      throw new StoreException(
          "The data directory %s cannot be locked (%s); it has to be on a local disk"
              .formatted(path, reason(e)),
          e);
    }
  }

  /** Absolute. */
  public Path path() {
    return path;
  }

  /** Makes an empty file that its owner alone may read and write; one that exists is left alone. */
  public Path createFile(String name) {
    Path file = path.resolve(name);
    try {
      Files.createFile(file, ownerOnly(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      return file;
    } catch (IOException e) {
      throw new StoreException("The file %s cannot be made (%s)".formatted(file, reason(e)), e);
    }
    return file;
  }

  /** Gives the directory to other processes. */
  @Override
  public void close() {
    closeQuietly(lockFile);
  }

  private static void create(Path path) {
    if (Files.isDirectory(path)) {
      warnWhereOpenToOthers(path);
      return;
    }
    try {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(path, ownerOnly(path, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw new StoreException(
            "The data directory %s cannot be made: %s is a file; set another directory"
                .formatted(path, e.getFile()),
            e);
      }
    } catch (IOException e) {
      throw new StoreException(
          "The data directory %s cannot be made (%s); make it, or set another directory"
              .formatted(path, reason(e)),
          e);
    }
  }

  private static void warnWhereOpenToOthers(Path path) {
    if (!knowsPermissions(path)) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      if (permissions.contains(PosixFilePermission.OTHERS_READ)
          || permissions.contains(PosixFilePermission.OTHERS_EXECUTE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        log.warn("The data directory {} is open to other users; take their access away", path);
      }
    } catch (IOException e) {
      log.debug("The permissions of {} cannot be read", path, e);
    }
  }

  private static void lock(Path path, FileChannel lockFile) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      lock = null; // another store of this process
    }
    if (lock == null) {
      throw new StoreException(
          "The data directory %s is in use by another server%s; stop it, or set another directory"
              .formatted(path, holder(lockFile)));
    }
    lockFile.truncate(0);
    String pid = Long.toString(ProcessHandle.current().pid());
    lockFile.write(ByteBuffer.wrap((pid + "\n").getBytes(US_ASCII)), 0);
  }

  private static String holder(FileChannel lockFile) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    lockFile.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), US_ASCII).strip();
    return pid.matches("[0-9]+") ? " (process " + pid + ")" : "";
  }

  private static FileChannel openPrivately(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        ownerOnly(file, "rw-------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return knowsPermissions(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean knowsPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String reason(Exception failure) {
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    if (failure instanceof FileSystemException known && known.getReason() != null) {
      return known.getReason();
    }
    return String.valueOf(failure.getMessage());
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("A lock file could not be closed", e);
    }
  }
}
