package org.messagingagent.server.store.postgres;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.engine.RequestKeys;

/** The keys by which repeated requests are recognised. For the writer thread alone. */
final class PgRequestKeys implements RequestKeys {

  /** A key without what hangs on it. */
  record Name(String user, String operation, String key) {
    static Name of(RequestKey key) {
      return new Name(key.user(), key.operation(), key.key());
    }
  }

  /** A key that stands for one message. */
  record Claim(RequestKey key, Instant now, long id) {}

  /** What a key was stored with. */
  record Stored(byte[] argumentsHash, List<Long> ids) {

    boolean hasArgumentsOf(RequestKey key) {
      return Arrays.equals(argumentsHash, key.argumentsHash());
    }
  }

  private static final Comparator<Claim> ORDER =
      Comparator.<Claim, String>comparing(claim -> claim.key().user())
          .thenComparing(claim -> claim.key().operation())
          .thenComparing(claim -> claim.key().key());

  private static final String FIND =
      "SELECT arguments_hash, ids FROM request_key"
          + " WHERE user_name = ? AND operation = ? AND request_key = ?";
  private static final String FIND_ALL =
      "SELECT k.n, r.arguments_hash, r.ids"
          + " FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS k(u, o, q, n)"
          + " JOIN request_key r"
          + " ON r.user_name = k.u AND r.operation = k.o AND r.request_key = k.q";
  private static final String ADD =
      "INSERT INTO request_key"
          + " (user_name, operation, request_key, arguments_hash, created_at, ids)"
          + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String CLAIM =
      "INSERT INTO request_key"
          + " (user_name, operation, request_key, arguments_hash, created_at, ids)"
          + " SELECT k.user_name, k.operation, k.request_key, k.hash, k.created_at, ARRAY[k.id]"
          + " FROM unnest(?::text[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::bigint[])"
          + " AS k(user_name, operation, request_key, hash, created_at, id)"
          + " ON CONFLICT DO NOTHING RETURNING user_name, operation, request_key";
  private static final String REMOVE =
      "DELETE FROM request_key WHERE user_name = ? AND operation = ? AND request_key = ?";
  private static final String PURGE =
      "DELETE FROM request_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM request_key"
          + " WHERE created_at < ? ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED))";

  private final PgWriter writer;

  PgRequestKeys(PgWriter writer) {
    this.writer = writer;
  }

  @Override
  public Optional<Known> find(RequestKey key) throws SQLException {
    PreparedStatement find = writer.statements().prepare(FIND);
    bind(find, key);
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      Stored stored = stored(row.getBytes(1), row.getArray(2));
      return Optional.of(new Known(stored.hasArgumentsOf(key), stored.ids()));
    }
  }

  @Override
  public boolean add(RequestKey key, Instant now, List<Long> ids) throws SQLException {
    PreparedStatement add = writer.statements().prepare(ADD);
    bind(add, key);
    add.setBytes(4, key.argumentsHash());
    add.setLong(5, now.toEpochMilli());
    add.setObject(6, Columns.ids(ids));
    return add.executeUpdate() == 1;
  }

  /**
   * Keeps keys, each once. Waits for other nodes that keep the same ones at this moment.
   *
   * @param claims of different keys
   * @return those that were known before, with what they stand for
   */
  Map<Name, Stored> claim(List<Claim> claims) throws SQLException {
    List<Claim> sorted = claims.stream().sorted(ORDER).toList();
    Set<Name> added = new HashSet<>();
    PreparedStatement claim = writer.statements().prepare(CLAIM);
    claim.setObject(1, Columns.texts(sorted, each -> each.key().user()));
    claim.setObject(2, Columns.texts(sorted, each -> each.key().operation()));
    claim.setObject(3, Columns.texts(sorted, each -> each.key().key()));
    claim.setObject(
        4, sorted.stream().map(each -> each.key().argumentsHash()).toArray(byte[][]::new));
    claim.setObject(5, Columns.longs(sorted, each -> each.now().toEpochMilli()));
    claim.setObject(6, Columns.longs(sorted, Claim::id));
    try (ResultSet row = claim.executeQuery()) {
      while (row.next()) {
        added.add(new Name(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    List<RequestKey> others = new ArrayList<>();
    for (Claim each : sorted) {
      if (!added.contains(Name.of(each.key()))) {
        others.add(each.key());
      }
    }
    Map<Name, Stored> known = new HashMap<>();
    if (others.isEmpty()) {
      return known;
    }
    PreparedStatement find = writer.statements().prepare(FIND_ALL);
    find.setObject(1, Columns.texts(others, RequestKey::user));
    find.setObject(2, Columns.texts(others, RequestKey::operation));
    find.setObject(3, Columns.texts(others, RequestKey::key));
    try (ResultSet row = find.executeQuery()) {
      while (row.next()) {
        known.put(Name.of(others.get(row.getInt(1) - 1)), stored(row.getBytes(2), row.getArray(3)));
      }
    }
    if (known.size() < others.size()) {
      throw purgedMeanwhile();
    }
    return known;
  }

  void remove(RequestKey key) throws SQLException {
    PreparedStatement remove = writer.statements().prepare(REMOVE);
    bind(remove, key);
    remove.executeUpdate();
  }

  @Override
  public int purge(Instant before, int limit) throws SQLException {
    PreparedStatement purge = writer.statements().prepare(PURGE);
    purge.setLong(1, before.toEpochMilli());
    purge.setInt(2, limit);
    return purge.executeUpdate();
  }

  /** To be tried again: next time it is new. */
  static SQLException purgedMeanwhile() {
    return new SQLException("What was known is purged", "40001");
  }

  private static Stored stored(byte[] hash, Array ids) throws SQLException {
    return new Stored(hash, List.of((Long[]) ids.getArray()));
  }

  private static void bind(PreparedStatement statement, RequestKey key) throws SQLException {
    statement.setString(1, key.user());
    statement.setString(2, key.operation());
    statement.setString(3, key.key());
  }
}
