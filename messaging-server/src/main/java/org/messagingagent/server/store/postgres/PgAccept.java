package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.postgres.PgRepeats.Arrival;
import org.messagingagent.server.store.postgres.PgTurns.Session;

/** Stores new messages, many at once. For the writer thread alone. */
final class PgAccept {

  /** How a new message stands in its session. */
  private enum Turn {
    /** It is the one to be handled. */
    ITS_TURN,
    /** It comes after others. */
    PARKED,
    /** The node that owns the partition finds out. */
    UNDECIDED
  }

  /** A new message with what its row needs. */
  private record Row(long id, NewIncoming message, int partition, Turn turn, OptionalInt parent) {

    Long due() {
      return turn == Turn.PARKED ? null : receivedAt();
    }

    long receivedAt() {
      return message.receivedAt().toEpochMilli();
    }

    Optional<String> sessionKey() {
      return Optional.of(PgText.stored(message.sessionKey())).filter(key -> !key.isEmpty());
    }
  }

  // Unnested where they are selected, not in FROM, which would write all of them to a store of its
  // own first: that costs a third of the statement.
  private static final String ADD =
      "WITH added AS (INSERT INTO incoming_message (id, plugin, partition_no, session_key, state,"
          + " due_at, undecided, failures, reason, parent_messaging_id, user_name, received_at,"
          + " trace_parent)"
          + " SELECT unnest(?::bigint[]), unnest(?::text[]), unnest(?::integer[]),"
          + " unnest(?::text[]), 0, unnest(?::bigint[]), unnest(?::boolean[]), 0, '',"
          + " unnest(?::integer[]), unnest(?::text[]), unnest(?::bigint[]), unnest(?::text[]))"
          + " INSERT INTO incoming_content (id, sender, receiver, content, format)"
          + " SELECT unnest(?::bigint[]), unnest(?::text[]), unnest(?::text[]),"
          + " unnest(?::text[]), unnest(?::text[])";

  private final PgWriter writer;
  private final PgRepeats repeats;
  private final PgTurns turns;

  PgAccept(PgWriter writer, PgRequestKeys requestKeys, PgTurns turns) {
    this.writer = writer;
    this.turns = turns;
    repeats = new PgRepeats(writer, requestKeys);
  }

  List<Acceptance> accept(List<NewIncoming> messages) throws SQLException {
    if (messages.size() > 1 && messages.stream().anyMatch(PgRepeats::hasBoth)) {
      List<Acceptance> answers = new ArrayList<>(messages.size());
      for (NewIncoming message : messages) {
        answers.addAll(accept(List.of(message)));
      }
      return answers;
    }
    List<Arrival> arrivals = new ArrayList<>(messages.size());
    for (NewIncoming message : messages) {
      arrivals.add(new Arrival(message, writer.nextIncomingId(), Optional.empty()));
    }
    List<Arrival> sorted = repeats.sort(arrivals);
    store(sorted.stream().filter(each -> each.answer().isEmpty()).toList());
    return sorted.stream()
        .map(
            each ->
                each.answer().orElseGet(() -> new Acceptance(Acceptance.Kind.STORED, each.id())))
        .toList();
  }

  private void store(List<Arrival> arrivals) throws SQLException {
    if (arrivals.isEmpty()) {
      return;
    }
    List<Row> rows = rows(arrivals);
    add(rows);
    for (Row row : rows) {
      writer.count(row.message().plugin(), MessageState.WAITING, 1);
      if (row.turn() != Turn.PARKED) {
        writer.becameReady(ready(row));
      }
    }
  }

  private List<Row> rows(List<Arrival> arrivals) throws SQLException {
    List<NewIncoming> inSession =
        arrivals.stream()
            .map(Arrival::message)
            .filter(message -> !message.sessionKey().isEmpty())
            .toList();
    List<OptionalInt> parents = inSession.isEmpty() ? List.of() : writer.replied(inSession);
    // Of a session that waits, this batch's own messages included, one has its turn already.
    Set<Session> waiting = turns.waiting(ownedSessions(inSession));
    List<Row> rows = new ArrayList<>(arrivals.size());
    int nextParent = 0;
    for (Arrival each : arrivals) {
      NewIncoming message = each.message();
      if (message.sessionKey().isEmpty()) {
        int partition = writer.nearby().partition(message.plugin(), each.id(), System.nanoTime());
        rows.add(new Row(each.id(), message, partition, Turn.ITS_TURN, OptionalInt.empty()));
        continue;
      }
      int partition = Partitions.of(message.sessionKey(), each.id());
      Turn turn = Turn.UNDECIDED;
      if (writer.owns(message.plugin(), partition)) {
        turn = waiting.add(Session.of(message)) ? Turn.ITS_TURN : Turn.PARKED;
      }
      rows.add(new Row(each.id(), message, partition, turn, parents.get(nextParent++)));
    }
    return rows;
  }

  private List<Session> ownedSessions(List<NewIncoming> messages) {
    return messages.stream()
        .filter(message -> writer.owns(message.plugin(), Partitions.of(message.sessionKey(), 0)))
        .map(Session::of)
        .distinct()
        .toList();
  }

  private void add(List<Row> rows) throws SQLException {
    PreparedStatement add = writer.statements().prepare(ADD);
    add.setObject(1, Columns.longs(rows, Row::id));
    add.setObject(2, Columns.texts(rows, row -> row.message().plugin()));
    add.setObject(3, Columns.ints(rows, Row::partition));
    add.setObject(4, Columns.optionalTexts(rows, Row::sessionKey));
    add.setObject(5, rows.stream().map(Row::due).toArray(Long[]::new));
    add.setObject(6, undecided(rows));
    add.setObject(7, Columns.optionalInts(rows, Row::parent));
    add.setObject(8, Columns.texts(rows, row -> row.message().user()));
    add.setObject(9, Columns.longs(rows, Row::receivedAt));
    add.setObject(10, Columns.optionalTexts(rows, row -> row.message().traceParent()));
    add.setObject(11, Columns.longs(rows, Row::id));
    add.setObject(12, Columns.texts(rows, row -> PgText.stored(row.message().from())));
    add.setObject(13, Columns.texts(rows, row -> PgText.stored(row.message().to())));
    add.setObject(14, Columns.texts(rows, row -> PgText.stored(row.message().content())));
    add.setObject(15, Columns.texts(rows, row -> PgText.stored(row.message().format())));
    add.executeUpdate();
  }

  private static boolean[] undecided(List<Row> rows) {
    boolean[] column = new boolean[rows.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = rows.get(i).turn() == Turn.UNDECIDED;
    }
    return column;
  }

  private StoredIncoming ready(Row row) {
    NewIncoming message = row.message();
    return new StoredIncoming(
        row.id(),
        message.plugin(),
        row.partition(),
        writer.epoch(),
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.sessionKey(),
        row.parent(),
        Instant.ofEpochMilli(row.receivedAt()),
        0,
        message.traceParent());
  }
}
