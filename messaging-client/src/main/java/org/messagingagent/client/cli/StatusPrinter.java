package org.messagingagent.client.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.messagingagent.client.DeliveryStatus;

/** Delivery statuses for people and scripts. */
final class StatusPrinter {

  private StatusPrinter() {}

  static void table(Output output, List<DeliveryStatus> statuses) {
    output.table(
        List.of("ID", "STATUS", "DESCRIPTION"),
        statuses.stream()
            .map(
                status ->
                    List.of(
                        Integer.toString(status.messagingId()), name(status), status.description()))
            .toList());
  }

  /** With the receiver of each message before its status. */
  static void table(Output output, List<String> receivers, List<DeliveryStatus> statuses) {
    output.table(
        List.of("TO", "ID", "STATUS", "DESCRIPTION"),
        IntStream.range(0, statuses.size())
            .mapToObj(
                i ->
                    List.of(
                        receivers.get(i),
                        Integer.toString(statuses.get(i).messagingId()),
                        name(statuses.get(i)),
                        statuses.get(i).description()))
            .toList());
  }

  static void fields(JsonGenerator json, DeliveryStatus status) throws IOException {
    json.writeNumberField("messagingId", status.messagingId());
    json.writeStringField("status", status.status().name());
    json.writeNumberField("statusCode", status.code());
    json.writeStringField("description", status.description());
  }

  private static String name(DeliveryStatus status) {
    return status.status() == DeliveryStatus.Status.OTHER
        ? "OTHER (" + status.code() + ")"
        : status.status().name();
  }
}
