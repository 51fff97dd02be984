package org.messagingagent.plugin.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of lines that others may move away or truncate. For one thread. */
final class AppendFile implements LineSink {

  private static final Logger log = LoggerFactory.getLogger(AppendFile.class);

  private static final int BUFFER = 1 << 16;
  private static final List<byte[]> LINE_END = List.of(new byte[] {'\n'});

  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private Optional<FileChannel> channel = Optional.empty();
  private Optional<Object> key = Optional.empty();

  AppendFile(Path path) {
    this.path = path;
  }

  /** Opens the file where it is not open, or is no longer the one of this name. */
  void ready() throws IOException {
    if (channel.isPresent() && channel.get().isOpen() && isStillThere()) {
      return;
    }
    close();
    boolean isNew = !Files.exists(path);
    FileChannel opened = Private.append(path);
    try {
      endTornLine(opened);
      if (isNew) {
        forceDirectory();
      }
      key = Optional.ofNullable(attributes().fileKey());
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    channel = Optional.of(opened);
  }

  @Override
  public void append(List<byte[]> lines) throws IOException {
    FileChannel file;
    long start;
    try {
      ready();
      file = channel.orElseThrow();
      // Asked for each time: somebody may have truncated the file.
      start = file.size();
    } catch (IOException e) {
      throw new NotWrittenException("The file cannot be opened", e);
    }
    try {
      write(file, lines);
    } catch (IOException e) {
      takeBack(file, start, e);
      throw new NotWrittenException("The file cannot be written", e);
    }
    try {
      file.force(false);
    } catch (IOException e) {
      // What is on disk is not known, so the next lines begin with a look at the file's end.
      close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      FileChannel open = channel.get();
      channel = Optional.empty();
      open.close();
    }
  }

  private boolean isStillThere() throws IOException {
    if (key.isEmpty()) {
      return true; // a file system without keys does not let an open file be moved
    }
    try {
      return key.get().equals(attributes().fileKey());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  /** Gathers lines, so that many small ones cost one call of the system. */
  private void write(FileChannel file, List<byte[]> lines) throws IOException {
    buffer.clear();
    for (byte[] line : lines) {
      for (int at = 0; at < line.length; ) {
        int length = Math.min(buffer.remaining(), line.length - at);
        buffer.put(line, at, length);
        at += length;
        if (!buffer.hasRemaining()) {
          writeBuffer(file);
        }
      }
    }
    writeBuffer(file);
  }

  private void writeBuffer(FileChannel file) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  private void takeBack(FileChannel file, long start, IOException e) throws IOException {
    try {
      if (file.size() > start) {
        file.truncate(start);
        file.force(false);
      }
    } catch (IOException again) {
      e.addSuppressed(again);
      close();
      throw e;
    }
  }

  /** A crash may have left half a line: ends it, so that the next one stands on its own. */
  private void endTornLine(FileChannel file) throws IOException {
    long size = file.size();
    if (size == 0) {
      return;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
      reader.read(last, size - 1);
    }
    if (last.get(0) != '\n') {
      log.warn(
          "{} ended in the middle of a line, as after a crash; that line is ended and is not JSON",
          path);
      write(file, LINE_END);
      file.force(false);
    }
  }

  /** Puts the new file's name on disk, where the system lets a directory be forced. */
  private void forceDirectory() {
    try (FileChannel directory =
        FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      log.debug("The directory of {} cannot be forced to disk here", path);
    }
  }
}
