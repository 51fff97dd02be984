package org.messagingagent.server.admin;

import java.util.List;
import java.util.Map;
import org.messagingagent.server.admin.Administration.AuditQuery;

/** From what is asked over HTTP to the administration, by subject. */
final class Routes {

  private Routes() {}

  /** What the administration answers, to be written as JSON. */
  static Object answer(Call call, Administration administration) {
    return switch (call.part(0)) {
      case "users" -> users(call, administration);
      case "plugins" -> plugins(call, administration);
      case "counts", "incoming", "incoming-matches", "outgoing", "receipts", "receipt-counts" ->
          MessageRoutes.answer(call, administration);
      case "queues", "nodes", "audit" -> watching(call, administration);
      default -> throw call.nothingHere();
    };
  }

  private static Object users(Call call, Administration administration) {
    return switch (call.route()) {
      case "GET users/1" -> administration.users(call.parameter("after"), call.limit());
      case "POST users/1" -> {
        List<String> roles = call.has("roles") ? call.texts("roles") : List.of("caller");
        administration.addUser(call.text("name"), call.text("password"), roles);
        yield Map.of();
      }
      case "DELETE users/2" -> {
        administration.removeUser(call.part(1));
        yield Map.of();
      }
      case "PUT users/3" -> {
        if (!call.part(2).equals("password")) {
          throw call.nothingHere();
        }
        administration.changePassword(call.part(1), call.text("password"));
        yield Map.of();
      }
      case "POST users/3" -> {
        switch (call.part(2)) {
          case "grant" -> administration.grant(call.part(1), call.texts("roles"));
          case "revoke" -> administration.revoke(call.part(1), call.texts("roles"));
          default -> throw call.nothingHere();
        }
        yield Map.of();
      }
      default -> throw call.nothingHere();
    };
  }

  private static Object plugins(Call call, Administration administration) {
    return switch (call.route()) {
      case "GET plugins/1" -> administration.plugins();
      case "GET plugins/2" -> administration.plugin(call.part(1));
      case "POST plugins/3" -> change(call, administration);
      default -> throw call.nothingHere();
    };
  }

  private static Map<String, String> change(Call call, Administration administration) {
    String plugin = call.part(1);
    return switch (call.part(2)) {
      case "pause" -> {
        administration.pausePlugin(plugin);
        yield Map.of();
      }
      case "resume" -> {
        administration.resumePlugin(plugin);
        yield Map.of();
      }
      case "restart" -> Map.of("result", administration.restartPlugin(plugin));
      default -> throw call.nothingHere();
    };
  }

  private static Object watching(Call call, Administration administration) {
    return switch (call.route()) {
      case "GET queues/1" -> administration.queues();
      case "GET queues/2" -> administration.partitions(call.part(1));
      case "GET nodes/1" -> administration.nodes();
      case "GET audit/1" ->
          administration.audit(
              new AuditQuery(
                  call.parameter("actor"), call.parameter("since"), call.before(), call.limit()));
      default -> throw call.nothingHere();
    };
  }
}
