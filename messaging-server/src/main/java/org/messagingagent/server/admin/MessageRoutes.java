package org.messagingagent.server.admin;

import java.util.Map;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.Administration.OutgoingQuery;
import org.messagingagent.server.admin.Administration.ReceiptQuery;

/** Messages and delivery reports over HTTP. */
final class MessageRoutes {

  private MessageRoutes() {}

  static Object answer(Call call, Administration administration) {
    return switch (call.route()) {
      case "GET counts/1" -> administration.counts();
      case "GET incoming/1" ->
          administration.incoming(new IncomingQuery(match(call), call.before(), call.limit()));
      case "GET incoming/2" -> administration.incoming(call.id(1, Long.MAX_VALUE));
      case "POST incoming/3" -> {
        long id = call.id(1, Long.MAX_VALUE);
        yield Map.of(
            "before",
            switch (call.part(2)) {
              case "retry" -> administration.retry(id);
              case "discard" -> administration.discard(id, call.text("reason"));
              default -> throw call.nothingHere();
            });
      }
      case "GET incoming-matches/1" ->
          administration.matching(match(call), call.number("after", 0));
      case "POST incoming-matches/2" -> {
        MatchQuery match = match(call);
        long after = call.number("after", 0);
        long upTo = call.number("up-to", Long.MAX_VALUE);
        yield switch (call.part(1)) {
          case "retry" -> administration.retry(match, after, upTo);
          case "discard" -> administration.discard(match, after, upTo, call.text("reason"));
          default -> throw call.nothingHere();
        };
      }
      case "GET outgoing/1" ->
          administration.outgoing(
              new OutgoingQuery(
                  call.parameter("plugin"),
                  call.parameter("state"),
                  (int) Math.min(call.before(), Integer.MAX_VALUE),
                  call.limit()));
      case "GET outgoing/2" -> administration.outgoing((int) call.id(1, Integer.MAX_VALUE));
      case "GET receipts/1" ->
          administration.receipts(
              new ReceiptQuery(
                  call.parameter("plugin"), call.parameter("state"), call.before(), call.limit()));
      case "GET receipt-counts/1" -> administration.receiptCounts();
      default -> throw call.nothingHere();
    };
  }

  private static MatchQuery match(Call call) {
    return new MatchQuery(
        call.parameter("plugin"),
        call.parameter("state"),
        call.parameter("session"),
        call.parameter("reason"),
        call.parameter("received-after"),
        call.parameter("received-before"));
  }
}
