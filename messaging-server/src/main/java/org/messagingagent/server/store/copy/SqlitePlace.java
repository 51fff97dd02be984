package org.messagingagent.server.store.copy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.sqlite.SqliteDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data directory, which no server has as long as this does. */
final class SqlitePlace implements CopyPlace {

  private static final Logger log = LoggerFactory.getLogger(SqlitePlace.class);

  private final DataDirectory directory;
  private final Connection connection;

  private SqlitePlace(DataDirectory directory, Connection connection) {
    this.directory = directory;
    this.connection = connection;
  }

  static SqlitePlace open(Path path, boolean make) {
    DataDirectory directory = DataDirectory.open(path);
    try {
      return new SqlitePlace(directory, SqliteDatabase.open(directory, make));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public String name() {
    return SqliteDatabase.pathIn(directory.path()).toString();
  }

  @Override
  public String read(CopiedTable table) {
    return table.sqliteRead();
  }

  @Override
  public String write(CopiedTable table) {
    return table.sqliteWrite();
  }

  @Override
  public long nextId(Sequence sequence) throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement("SELECT next_id FROM id_sequence WHERE name = ?")) {
      read.setString(1, sequence.word());
      try (ResultSet row = read.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Override
  public void setNextId(Sequence sequence, long id) throws SQLException {
    try (PreparedStatement move =
        connection.prepareStatement("UPDATE id_sequence SET next_id = ? WHERE name = ?")) {
      move.setLong(1, id);
      move.setString(2, sequence.word());
      move.executeUpdate();
    }
  }

  @Override
  public StoreException explain(SQLException failure) {
    return SqliteDatabase.explain(directory.path(), failure);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("A database could not be closed: {}", explain(e).getMessage());
    } finally {
      directory.close();
    }
  }
}
