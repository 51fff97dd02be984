package org.messagingagent.server.store.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.messagingagent.server.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file beside the database which says that there is one, and whether its journal belongs to
 * it. SQLite makes an empty database where the file is missing, and leaves out a journal that is
 * missing or damaged; with the marker either is noticed. An operator who means to start with what
 * is left deletes the marker.
 */
final class SqliteMarker {

  /** How the server left the database. */
  enum State {
    /** There is no marker: a new directory, or an operator has deleted it. */
    NONE,
    /** It died, so what it wrote last is in the journal. */
    IN_USE,
    /** It died while it stopped: the journal may have been copied and deleted already. */
    CLOSING,
    /** It stopped, and needs no journal. */
    CLOSED
  }

  static final String NAME = "messaging.state";

  private static final Logger log = LoggerFactory.getLogger(SqliteMarker.class);

  // Of one length, so that a change needs no room on a full disk.
  private static final String IN_USE = SqliteFile.NAME + " is in use \n";
  private static final String CLOSING = SqliteFile.NAME + " is closing\n";
  private static final String CLOSED = SqliteFile.NAME + " is closed \n";

  private final Path path;

  SqliteMarker(Path directory) {
    this.path = directory.resolve(NAME);
  }

  Path path() {
    return path;
  }

  State read() {
    if (!Files.exists(path)) {
      return State.NONE;
    }
    String text;
    try {
      text = Files.readString(path, US_ASCII);
    } catch (IOException e) {
      throw new StoreException(
          "The file %s cannot be read; check its owner and permissions".formatted(path), e);
    }
    return switch (text) {
      case IN_USE -> State.IN_USE;
      case CLOSING -> State.CLOSING;
      default -> State.CLOSED;
    };
  }

  /** From now on the journal belongs to the database; it has to exist. */
  void inUse() {
    writeIfPossible(IN_USE);
  }

  /** From now on the journal may go. */
  void closing() {
    writeIfPossible(CLOSING);
  }

  /** The database has been closed. */
  void closed() {
    writeIfPossible(CLOSED);
  }

  private void writeIfPossible(String text) {
    try {
      write(text);
    } catch (IOException e) {
      log.warn("The file {} could not be written: {}", path, e.getMessage());
    }
  }

  private void write(String text) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(text.getBytes(US_ASCII)), 0);
      file.force(true);
    }
  }
}
