package org.messagingagent.client.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.messagingagent.client.DeliveryStatus.Status;
import org.messagingagent.client.MessagingClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set-status",
    description = "Hand in a delivery report: what a gateway says of a message.")
final class SetStatusCommand extends ClientCommand {

  private static final List<Status> REPORTABLE =
      Arrays.stream(Status.values()).filter(status -> status != Status.OTHER).toList();

  @Option(
      names = "--plugin",
      required = true,
      paramLabel = "NAME",
      description = "The plugin that sent the message.")
  private String plugin;

  @Option(
      names = "--external-id",
      required = true,
      paramLabel = "ID",
      description = "The gateway's id of the message.")
  private String externalId;

  @Parameters(
      paramLabel = "STATUS",
      description = "error, sent, delivery-error, received or replied; or its number, 0 to 4.")
  private String status;

  @Option(
      names = "--description",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why, or a note.")
  private String description;

  SetStatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitCode run(Output output) {
    Status reported = parse(status);
    try (MessagingClient client = connect()) {
      client.setDeliveryStatus(plugin, externalId, reported, description);
    }
    if (json()) {
      output.json(
          json -> {
            json.writeBooleanField("accepted", true);
            json.writeStringField("plugin", plugin);
            json.writeStringField("externalMessageId", externalId);
            json.writeStringField("status", reported.name());
          });
    } else {
      output.line(
          "Reported %s for %s of plugin %s."
              .formatted(reported.name(), Output.printable(externalId), Output.printable(plugin)));
    }
    return ExitCode.OK;
  }

  private static Status parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return REPORTABLE.stream()
        .filter(one -> one.name().equals(name) || Integer.toString(one.code()).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "'%s' is no status; use error, sent, delivery-error, received, replied or 0 to 4"
                        .formatted(text)));
  }
}
