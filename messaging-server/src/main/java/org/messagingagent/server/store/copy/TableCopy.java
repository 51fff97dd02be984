package org.messagingagent.server.store.copy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.messagingagent.server.store.copy.StoreCopy.Progress;

/** Copies one table, page after page, each page in a commit of its own. */
final class TableCopy {

  private static final int PAGE_ROWS = 1_000;
  private static final long PAGE_BYTES = 8L << 20;
  private static final int FETCH_ROWS = 200;
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final CopiedTable table;
  private final CopyPlace source;
  private final CopyPlace target;
  private final Consumer<Progress> listener;
  private final long began = System.nanoTime();
  private long tellAt = began + TELL_NANOS;
  private long rows;

  TableCopy(CopiedTable table, CopyPlace source, CopyPlace target, Consumer<Progress> listener) {
    this.table = table;
    this.source = source;
    this.target = target;
    this.listener = listener;
  }

  /** How many rows it were. */
  long run() {
    try (Statement count = source.connection().createStatement();
        PreparedStatement read = source.connection().prepareStatement(source.read(table))) {
      long total;
      try (ResultSet row = count.executeQuery(table.countOf(source.read(table)))) {
        row.next();
        total = row.getLong(1);
      }
      read.setFetchSize(FETCH_ROWS);
      try (ResultSet from = read.executeQuery()) {
        List<Object[]> page = page(from);
        while (!page.isEmpty()) {
          write(page);
          rows += page.size();
          tell(total, false);
          page = page(from);
        }
      }
      tell(total, true);
      return rows;
    } catch (SQLException e) {
      throw source.explain(e);
    }
  }

  private List<Object[]> page(ResultSet from) throws SQLException {
    List<Object[]> page = new ArrayList<>();
    long bytes = 0;
    while (page.size() < PAGE_ROWS && bytes < PAGE_BYTES && from.next()) {
      Object[] row = new Object[table.parameters()];
      for (int column = 0; column < row.length; column++) {
        row[column] = from.getObject(column + 1);
        bytes += row[column] instanceof String text ? 2L * text.length() : 16;
      }
      page.add(row);
    }
    return page;
  }

  private void write(List<Object[]> page) {
    try (PreparedStatement write = target.connection().prepareStatement(target.write(table))) {
      for (Object[] row : page) {
        for (int column = 0; column < row.length; column++) {
          write.setObject(column + 1, row[column]);
        }
        write.addBatch();
      }
      write.executeBatch();
      target.connection().commit();
    } catch (SQLException e) {
      throw target.explain(e);
    }
  }

  private void tell(long total, boolean done) {
    long now = System.nanoTime();
    if (done ? rows > 0 : now - tellAt >= 0) {
      long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - began));
      listener.accept(new Progress(table.name(), rows, total, rows * 1_000 / millis));
      tellAt = now + TELL_NANOS;
    }
  }
}
