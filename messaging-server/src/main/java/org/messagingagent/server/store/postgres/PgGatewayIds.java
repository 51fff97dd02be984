package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ids that gateways gave to incoming messages, by the plugin that submitted them. For the
 * writer thread alone.
 */
final class PgGatewayIds {

  /** An id without what hangs on it. */
  record Name(String plugin, String gatewayId) {}

  /** An id that stands for a message. */
  record Claim(Name name, Instant now, long messageId) {}

  private static final Comparator<Claim> ORDER =
      Comparator.<Claim, String>comparing(claim -> claim.name().plugin())
          .thenComparing(claim -> claim.name().gatewayId());

  private static final String CLAIM =
      "INSERT INTO gateway_id (plugin, gateway_id, message_id, received_at)"
          + " SELECT g.plugin, g.gateway_id, g.message_id, g.received_at"
          + " FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])"
          + " AS g(plugin, gateway_id, message_id, received_at)"
          + " ON CONFLICT DO NOTHING RETURNING plugin, gateway_id";
  private static final String FIND =
      "SELECT g.plugin, g.gateway_id, g.message_id"
          + " FROM unnest(?::text[], ?::text[]) AS k(plugin, gateway_id)"
          + " JOIN gateway_id g ON g.plugin = k.plugin AND g.gateway_id = k.gateway_id";
  private static final String PURGE =
      "DELETE FROM gateway_id WHERE ctid = ANY (ARRAY(SELECT ctid FROM gateway_id"
          + " WHERE received_at < ? ORDER BY received_at, message_id LIMIT ?"
          + " FOR UPDATE SKIP LOCKED))";

  private final PgWriter writer;

  PgGatewayIds(PgWriter writer) {
    this.writer = writer;
  }

  /**
   * Keeps ids, each once. Waits for other nodes that keep the same ones at this moment.
   *
   * @param claims of different ids
   * @return those that were known before, with their messages
   */
  Map<Name, Long> claim(List<Claim> claims) throws SQLException {
    List<Claim> sorted = claims.stream().sorted(ORDER).toList();
    Set<Name> added = new HashSet<>();
    PreparedStatement claim = writer.statements().prepare(CLAIM);
    claim.setObject(1, Columns.texts(sorted, each -> each.name().plugin()));
    claim.setObject(2, Columns.texts(sorted, each -> each.name().gatewayId()));
    claim.setObject(3, Columns.longs(sorted, Claim::messageId));
    claim.setObject(4, Columns.longs(sorted, each -> each.now().toEpochMilli()));
    try (ResultSet row = claim.executeQuery()) {
      while (row.next()) {
        added.add(new Name(row.getString(1), row.getString(2)));
      }
    }
    List<Name> others =
        sorted.stream().map(Claim::name).filter(name -> !added.contains(name)).toList();
    return others.isEmpty() ? Map.of() : find(others);
  }

  /** Deletes ids from the oldest on; how many it were. */
  int purge(Instant before, int limit) throws SQLException {
    PreparedStatement purge = writer.statements().prepare(PURGE);
    purge.setLong(1, before.toEpochMilli());
    purge.setInt(2, limit);
    return purge.executeUpdate();
  }

  private Map<Name, Long> find(List<Name> names) throws SQLException {
    PreparedStatement find = writer.statements().prepare(FIND);
    find.setObject(1, Columns.texts(names, Name::plugin));
    find.setObject(2, Columns.texts(names, Name::gatewayId));
    Map<Name, Long> known = new HashMap<>();
    try (ResultSet row = find.executeQuery()) {
      while (row.next()) {
        known.put(new Name(row.getString(1), row.getString(2)), row.getLong(3));
      }
    }
    if (known.size() < names.size()) {
      throw PgRequestKeys.purgedMeanwhile();
    }
    return known;
  }
}
