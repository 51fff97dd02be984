package org.messagingagent.server.store.copy;

import java.sql.Connection;
import java.sql.SQLException;
import org.messagingagent.server.store.StoreException;

/** A database that is copied from or to, held until it is closed. */
interface CopyPlace extends AutoCloseable {

  /** Not in auto-commit mode. */
  Connection connection();

  /** As an operator names it, without a password. */
  String name();

  String read(CopiedTable table);

  String write(CopiedTable table);

  /** The id that the next message gets. */
  long nextId(Sequence sequence) throws SQLException;

  /** Makes this the id that the next message gets. */
  void setNextId(Sequence sequence, long id) throws SQLException;

  /** The failure in words for an operator. */
  StoreException explain(SQLException failure);

  @Override
  void close();

  /** What numbers messages. */
  enum Sequence {
    INCOMING("incoming"),
    OUTGOING("outgoing");

    private final String word;

    Sequence(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }
}
