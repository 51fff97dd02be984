package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a page of a table, newest first: the rows for which some conditions hold. */
final class PageQuery {

  /** Makes a value of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final StringBuilder sql;
  private final List<Object> parameters = new ArrayList<>();

  /**
   * @param before only ids below this one
   */
  PageQuery(String columns, String table, long before) {
    sql = new StringBuilder("SELECT " + columns + " FROM " + table + " WHERE id < ?");
    parameters.add(before);
  }

  /** Adds a condition without parameters, where there is one. */
  PageQuery and(Optional<String> condition) {
    condition.ifPresent(each -> sql.append(" AND ").append(each));
    return this;
  }

  /** Adds that a column has this value, where there is one. */
  PageQuery andEqual(String column, Optional<?> value) {
    value.ifPresent(
        each -> {
          sql.append(" AND ").append(column).append(" = ?");
          parameters.add(each);
        });
    return this;
  }

  /**
   * @param limit 1 to 1,000
   */
  <T> List<T> read(int limit, Statements statements, RowReader<T> reader) throws SQLException {
    PreparedStatement page = statements.prepare(sql + " ORDER BY id DESC LIMIT ?");
    int parameter = 1;
    for (Object each : parameters) {
      page.setObject(parameter++, each);
    }
    page.setInt(parameter, limit);
    List<T> records = new ArrayList<>();
    try (ResultSet row = page.executeQuery()) {
      while (row.next()) {
        records.add(reader.read(row));
      }
    }
    return records;
  }
}
