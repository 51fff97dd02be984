package org.messagingagent.server.store.copy;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.copy.CopyPlace.Sequence;
import org.messagingagent.server.store.engine.CopyMark;

/**
 * Copies all that a store keeps into an empty one of the same or the other database. No server may
 * be running on either. Messages keep their ids, and those that come later get higher ones.
 */
public final class StoreCopy {

  private static final String REFUSED = "The store %s is not empty; name an empty one";

  private final CopyPlace source;
  private final CopyPlace target;
  private final Consumer<Progress> listener;

  private StoreCopy(CopyPlace source, CopyPlace target, Consumer<Progress> listener) {
    this.source = source;
    this.target = target;
    this.listener = listener;
  }

  /**
   * How far it is.
   *
   * @param table what is being copied
   * @param rows so many of it are in the target
   * @param total so many it has
   * @param perSecond since the table was begun
   */
  public record Progress(String table, long rows, long total, long perSecond) {}

  /**
   * What was copied.
   *
   * @param rows of all tables
   * @param keysLeftOut request keys that SQLite cannot hold, for their messages have ids with gaps;
   *     a repeat of such a call would send its messages again
   */
  public record Result(long rows, long keysLeftOut) {}

  /**
   * Copies.
   *
   * @param restart where the target is a copy that was interrupted: empties it and begins again
   * @param listener is told at times how far it is, on the caller's thread
   * @throws StoreException where either is in use or cannot be used, the target is not empty, or
   *     what arrived differs from what was read; nothing of the source is changed but its version
   */
  public static Result copy(
      StoreAddress from, StoreAddress to, boolean restart, Consumer<Progress> listener) {
    requireNonNull(listener, "listener is null");
    if (from instanceof StoreAddress.Postgres && to instanceof StoreAddress.Postgres) {
      throw new StoreException("Both stores are in PostgreSQL; use pg_dump and pg_restore");
    }
    try (CopyPlace source = open(from, false);
        CopyPlace target = open(to, true)) {
      return new StoreCopy(source, target, listener).run(restart);
    }
  }

  private static CopyPlace open(StoreAddress address, boolean make) {
    if (address instanceof StoreAddress.Postgres postgres) {
      return PostgresPlace.open(postgres.config(), make);
    }
    return SqlitePlace.open(((StoreAddress.Sqlite) address).directory(), make);
  }

  private Result run(boolean restart) {
    refuseUnfinishedSource();
    try {
      prepareTarget(restart);
    } catch (SQLException e) {
      throw target.explain(e);
    }
    long rows = 0;
    for (CopiedTable table : CopiedTable.ALL) {
      rows += new TableCopy(table, source, target, listener).run();
    }
    try {
      for (Sequence sequence : Sequence.values()) {
        target.setNextId(sequence, nextId(sequence));
      }
      verify();
      CopyMark.remove(target.connection());
      target.connection().commit();
    } catch (SQLException e) {
      throw target.explain(e);
    }
    return new Result(rows, keysLeftOut());
  }

  private void refuseUnfinishedSource() {
    try {
      if (CopyMark.isSet(source.connection())) {
        throw new StoreException(
            "The store %s is itself a copy that was not finished".formatted(source.name()));
      }
    } catch (SQLException e) {
      throw source.explain(e);
    }
  }

  /** What is there, is there with the mark: so an end in the middle is never taken for a whole. */
  private void prepareTarget(boolean restart) throws SQLException {
    Connection connection = target.connection();
    boolean unfinished = CopyMark.isSet(connection);
    if (unfinished && !restart) {
      throw new StoreException(
          "The store %s is a copy that was not finished; begin again with --restart"
              .formatted(target.name()));
    }
    for (CopiedTable table : CopiedTable.ALL) {
      if (unfinished) {
        execute("DELETE FROM " + table.name() + notTheMark(table), connection);
      } else if (number(table.count(), connection) > 0) {
        throw new StoreException(REFUSED.formatted(target.name()));
      }
    }
    CopyMark.set(connection);
    connection.commit();
  }

  private static String notTheMark(CopiedTable table) {
    return table.name().equals("progress") ? " WHERE name <> 'copy'" : "";
  }

  private long nextId(Sequence sequence) {
    try {
      return source.nextId(sequence);
    } catch (SQLException e) {
      throw source.explain(e);
    }
  }

  /** Counts anew on both sides. */
  private void verify() throws SQLException {
    for (CopiedTable table : CopiedTable.ALL) {
      long there = number(table.count(), target.connection());
      long here = number(table.countOf(source.read(table)), source.connection());
      if (there != here) {
        throw new StoreException(
            "The copy is not complete: %s has %d rows of %d; do not use it, begin again with --restart"
                .formatted(table.name(), there, here));
      }
    }
  }

  private long keysLeftOut() {
    try {
      Connection connection = source.connection();
      long all = number("SELECT COUNT(*) FROM request_key", connection);
      return all - number("SELECT COUNT(*) FROM request_key", target.connection());
    } catch (SQLException e) {
      throw source.explain(e);
    }
  }

  private static long number(String sql, Connection connection) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(sql);
        ResultSet row = count.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(String sql, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
