package org.messagingagent.client.cli;

import java.util.List;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.MessagingClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Show what became of outgoing messages.")
final class StatusCommand extends ClientCommand {

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description = "The id of an outgoing message, as send shows it.")
  private List<Integer> ids;

  StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitCode run(Output output) {
    List<DeliveryStatus> statuses;
    try (MessagingClient client = connect()) {
      statuses = client.getDeliveryStatus(ids);
    }
    if (json()) {
      output.json(
          json -> {
            json.writeArrayFieldStart("statuses");
            for (DeliveryStatus status : statuses) {
              json.writeStartObject();
              StatusPrinter.fields(json, status);
              json.writeEndObject();
            }
            json.writeEndArray();
          });
    } else {
      StatusPrinter.table(output, statuses);
    }
    return ExitCode.OK;
  }
}
