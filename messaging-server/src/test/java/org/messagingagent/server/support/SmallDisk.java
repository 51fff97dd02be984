package org.messagingagent.server.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file system of its own that is small, really full when it is full, and can be made larger or
 * read-only. Only root may mount one, so elsewhere the test is skipped with that reason.
 */
public final class SmallDisk implements AutoCloseable {

  private static final String FILLER = "filler";

  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /** Mounts one at this directory, which is made. */
  public static SmallDisk at(Path path, int mebibytes) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString()),
        "a file system can be mounted by root on Linux only");
    return new SmallDisk(path);
  }

  public Path path() {
    return path;
  }

  /** Changes its size. */
  public void resize(int mebibytes) {
    require("mount", "-o", "remount,size=" + mebibytes + "m", path.toString());
  }

  /** Takes all the room that is left. */
  public void fill() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(4_096);
    try (FileChannel filler =
        FileChannel.open(
            path.resolve(FILLER), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        block.clear();
        filler.write(block);
      }
    } catch (IOException e) {
      if (Files.getFileStore(path).getUsableSpace() > 0) {
        throw e;
      }
    }
  }

  /** Gives the room back that {@link #fill} took. */
  public void makeRoom() throws IOException {
    Files.delete(path.resolve(FILLER));
  }

  /** Nobody may have a file open for writing. */
  public void makeReadOnly() {
    require("mount", "-o", "remount,ro", path.toString());
  }

  @Override
  public void close() {
    require("umount", "-l", path.toString());
  }

  private static void require(String... command) {
    if (!run(command)) {
      throw new AssertionError("It failed: " + List.of(command));
    }
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
