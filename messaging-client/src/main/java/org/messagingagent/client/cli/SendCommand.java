package org.messagingagent.client.cli;

import java.util.List;
import java.util.Map;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.client.PartlySentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "send",
    description = {
      "Send a message to one or more receivers through a plugin.",
      "Exit code 0 where all were sent, 1 where none was, 5 where some were or where that is not known."
    })
final class SendCommand extends ClientCommand {

  @Option(
      names = "--plugin",
      required = true,
      paramLabel = "NAME",
      description = "The plugin that sends; see the command plugins.")
  private String plugin;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ADDRESS",
      description = "A receiver; give the option again for each further one.")
  private List<String> to;

  @Option(names = "--from", defaultValue = "", paramLabel = "ADDRESS", description = "The sender.")
  private String from;

  @Option(
      names = "--format",
      defaultValue = "",
      paramLabel = "FORMAT",
      description = "The format of the content, such as sms/160.")
  private String format;

  @Option(
      names = "--parent",
      paramLabel = "ID",
      description = "The id of the outgoing message that this one follows.")
  private Integer parent;

  @Option(
      names = "--session-key",
      defaultValue = "",
      paramLabel = "KEY",
      description = "The session key that you would like; the plugin may give another.")
  private String sessionKey;

  @Option(
      names = "--config",
      paramLabel = "KEY=VALUE",
      description = "A setting for a plugin that takes them; may be given again.")
  private Map<String, String> config;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Send once, however often the command is run with this key.")
  private String key;

  @Mixin private ContentOptions content;

  SendCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitCode run(Output output) {
    String text = content.read(surroundings());
    List<OutgoingMessage> messages = to.stream().map(receiver -> message(receiver, text)).toList();
    String used = key == null ? MessagingClient.newIdempotencyKey() : key;
    List<DeliveryStatus> statuses;
    try (MessagingClient client = connect()) {
      statuses =
          config == null
              ? client.sendMessages(plugin, messages, used)
              : client.sendMessagesWithConfig(plugin, messages, config, used);
    } catch (PartlySentException e) {
      print(output, e.statuses(), used);
      throw e;
    }
    print(output, statuses, used);
    return exitCode(statuses);
  }

  private void print(Output output, List<DeliveryStatus> statuses, String used) {
    if (json()) {
      output.json(
          json -> {
            json.writeStringField("idempotencyKey", used);
            json.writeArrayFieldStart("statuses");
            for (int i = 0; i < statuses.size(); i++) {
              json.writeStartObject();
              json.writeStringField("to", to.get(i));
              StatusPrinter.fields(json, statuses.get(i));
              json.writeEndObject();
            }
            json.writeEndArray();
          });
    } else {
      StatusPrinter.table(output, to.subList(0, statuses.size()), statuses);
    }
  }

  private OutgoingMessage message(String receiver, String text) {
    OutgoingMessage.Builder message =
        OutgoingMessage.to(receiver)
            .from(from)
            .content(text)
            .format(format)
            .suggestedSessionKey(sessionKey);
    if (parent != null) {
      message.follows(parent);
    }
    return message.build();
  }

  private static ExitCode exitCode(List<DeliveryStatus> statuses) {
    long sent = statuses.stream().filter(DeliveryStatus::isHandedOver).count();
    if (sent == statuses.size()) {
      return ExitCode.OK;
    }
    boolean certain =
        statuses.stream().allMatch(status -> status.isRejected() || status.isNotSent());
    return sent == 0 && certain ? ExitCode.FAILED : ExitCode.UNCERTAIN;
  }
}
