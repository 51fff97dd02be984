package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.RequestKey;

/** Tells new messages from those that came before. For the writer thread alone. */
final class PgRepeats {

  /**
   * A message, the id that it gets where it is new, and the answer where it is not.
   *
   * @param answer empty where it is new
   */
  record Arrival(NewIncoming message, long id, Optional<Acceptance> answer) {

    Arrival answered(Acceptance.Kind kind, long messageId) {
      return new Arrival(message, id, Optional.of(new Acceptance(kind, messageId)));
    }

    Optional<PgGatewayIds.Name> gatewayId() {
      return message
          .origin()
          .flatMap(
              origin ->
                  origin
                      .gatewayId()
                      .map(id -> new PgGatewayIds.Name(origin.plugin(), PgText.stored(id))));
    }
  }

  private final PgRequestKeys requestKeys;
  private final PgGatewayIds gatewayIds;

  PgRepeats(PgWriter writer, PgRequestKeys requestKeys) {
    this.requestKeys = requestKeys;
    gatewayIds = new PgGatewayIds(writer);
  }

  /** Whether a message has both a request key and a gateway id, and so must be looked at alone. */
  static boolean hasBoth(NewIncoming message) {
    return message.requestKey().isPresent()
        && message.origin().flatMap(NewIncoming.Origin::gatewayId).isPresent();
  }

  /**
   * Finds repeats, also among these, and keeps by what a repeat of the new ones is recognised.
   *
   * @param arrivals where one {@link #hasBoth}, it alone
   */
  List<Arrival> sort(List<Arrival> arrivals) throws SQLException {
    List<Arrival> byKey = byRequestKey(arrivals);
    List<Arrival> sorted = byGatewayId(byKey);
    for (int i = 0; i < sorted.size(); i++) {
      boolean onlyByGatewayId =
          byKey.get(i).answer().isEmpty() && sorted.get(i).answer().isPresent();
      if (onlyByGatewayId && hasBoth(sorted.get(i).message())) {
        forget(sorted.get(i));
      }
    }
    return sorted;
  }

  private List<Arrival> byRequestKey(List<Arrival> arrivals) throws SQLException {
    Map<PgRequestKeys.Name, PgRequestKeys.Claim> claims = new LinkedHashMap<>();
    for (Arrival each : arrivals) {
      each.message()
          .requestKey()
          .ifPresent(
              key ->
                  claims.putIfAbsent(
                      PgRequestKeys.Name.of(key),
                      new PgRequestKeys.Claim(key, each.message().receivedAt(), each.id())));
    }
    if (claims.isEmpty()) {
      return arrivals;
    }
    Map<PgRequestKeys.Name, PgRequestKeys.Stored> known =
        requestKeys.claim(List.copyOf(claims.values()));
    List<Arrival> sorted = new ArrayList<>(arrivals.size());
    for (Arrival each : arrivals) {
      sorted.add(
          each.message().requestKey().isEmpty()
              ? each
              : answered(each, each.message().requestKey().get(), claims, known));
    }
    return sorted;
  }

  private static Arrival answered(
      Arrival arrival,
      RequestKey key,
      Map<PgRequestKeys.Name, PgRequestKeys.Claim> claims,
      Map<PgRequestKeys.Name, PgRequestKeys.Stored> known) {
    PgRequestKeys.Name name = PgRequestKeys.Name.of(key);
    PgRequestKeys.Claim claim = claims.get(name);
    if (known.containsKey(name)) {
      PgRequestKeys.Stored before = known.get(name);
      return before.hasArgumentsOf(key)
          ? arrival.answered(Acceptance.Kind.REPEATED, before.ids().get(0))
          : arrival.answered(Acceptance.Kind.KEY_REUSED, 0);
    }
    if (claim.id() == arrival.id()) {
      return arrival;
    }
    return Arrays.equals(claim.key().argumentsHash(), key.argumentsHash())
        ? arrival.answered(Acceptance.Kind.REPEATED, claim.id())
        : arrival.answered(Acceptance.Kind.KEY_REUSED, 0);
  }

  private List<Arrival> byGatewayId(List<Arrival> arrivals) throws SQLException {
    Map<PgGatewayIds.Name, PgGatewayIds.Claim> claims = new LinkedHashMap<>();
    for (Arrival each : arrivals) {
      if (each.answer().isEmpty()) {
        each.gatewayId()
            .ifPresent(
                name ->
                    claims.putIfAbsent(
                        name,
                        new PgGatewayIds.Claim(name, each.message().receivedAt(), each.id())));
      }
    }
    if (claims.isEmpty()) {
      return arrivals;
    }
    Map<PgGatewayIds.Name, Long> known = gatewayIds.claim(List.copyOf(claims.values()));
    List<Arrival> sorted = new ArrayList<>(arrivals.size());
    for (Arrival each : arrivals) {
      Optional<PgGatewayIds.Name> name = each.gatewayId().filter(claims::containsKey);
      if (each.answer().isPresent() || name.isEmpty()) {
        sorted.add(each);
        continue;
      }
      long standsFor = known.getOrDefault(name.get(), claims.get(name.get()).messageId());
      sorted.add(
          standsFor == each.id() ? each : each.answered(Acceptance.Kind.REPEATED, standsFor));
    }
    return sorted;
  }

  /** The message is not stored after all: its gateway id was known. */
  private void forget(Arrival arrival) throws SQLException {
    requestKeys.remove(arrival.message().requestKey().orElseThrow());
  }
}
