package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.ValueStore;

/** The values. */
public final class SqlValueStore implements ValueStore {

  private static final String FIND =
      "SELECT value FROM plugin_value"
          + " WHERE owner = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)";

  /** In the order of the index, which is that of the characters' code points. */
  static final String KEYS =
      "SELECT key FROM plugin_value WHERE owner = ? AND key >= ? AND key > ?"
          + " AND (expires_at IS NULL OR expires_at > ?) ORDER BY key";

  private final Readers readers;
  private final GroupCommit commits;
  private final Dialect dialect;
  private final int maxEntries;

  public SqlValueStore(Readers readers, GroupCommit commits, Dialect dialect, int maxEntries) {
    this.readers = readers;
    this.commits = commits;
    this.dialect = dialect;
    this.maxEntries = maxEntries;
  }

  @Override
  public int maxEntries() {
    return maxEntries;
  }

  @Override
  public Optional<String> get(String owner, String key, Instant now) {
    return readers.read(
        statements -> {
          PreparedStatement find = statements.prepare(FIND);
          find.setString(1, owner);
          find.setString(2, dialect.stored(key));
          find.setLong(3, now.toEpochMilli());
          try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(dialect.text(row.getString(1))) : Optional.empty();
          }
        });
  }

  @Override
  public CompletionStage<PutResult> put(
      String owner,
      String key,
      String value,
      Optional<Instant> expiresAt,
      Condition condition,
      Instant now) {
    return commits.submit(new WriteCommand.PutValue(owner, key, value, expiresAt, condition, now));
  }

  @Override
  public CompletionStage<PutResult> putAll(
      String owner, Map<String, String> values, Optional<Instant> expiresAt, Instant now) {
    return commits.submit(new WriteCommand.PutValues(owner, new TreeMap<>(values), expiresAt, now));
  }

  @Override
  public CompletionStage<Integer> removeAll(String owner, Collection<String> keys, Instant now) {
    return commits.submit(new WriteCommand.RemoveValues(owner, new TreeSet<>(keys), now));
  }

  @Override
  public CompletionStage<Boolean> remove(
      String owner, String key, Condition condition, Instant now) {
    return commits.submit(new WriteCommand.RemoveValue(owner, key, condition, now));
  }

  @Override
  public List<String> keys(String owner, String prefix, String after, int limit, Instant now) {
    Lists.checkLimit(limit);
    return readers.read(
        statements -> {
          PreparedStatement find = statements.prepare(KEYS);
          find.setString(1, owner);
          find.setString(2, dialect.stored(prefix));
          find.setString(3, dialect.stored(after));
          find.setLong(4, now.toEpochMilli());
          List<String> keys = new ArrayList<>();
          try (ResultSet row = find.executeQuery()) {
            while (keys.size() < limit && row.next()) {
              String key = dialect.text(row.getString(1));
              if (!key.startsWith(prefix)) {
                break; // those with the prefix stand together, from the prefix on
              }
              keys.add(key);
            }
          }
          return List.copyOf(keys);
        });
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return commits.submit(new WriteCommand.PurgeValues(now, limit));
  }
}
