package org.messagingagent.client.cli;

import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create-message",
    description = "Hand in an incoming message, to be stored and handled by a plugin.")
final class CreateMessageCommand extends ClientCommand {

  @Option(
      names = "--plugin",
      required = true,
      paramLabel = "NAME",
      description = "The plugin that handles it; see the command plugins.")
  private String plugin;

  @Option(names = "--from", defaultValue = "", paramLabel = "ADDRESS", description = "The sender.")
  private String from;

  @Option(names = "--to", defaultValue = "", paramLabel = "ADDRESS", description = "The receiver.")
  private String to;

  @Option(
      names = "--format",
      defaultValue = "",
      paramLabel = "FORMAT",
      description = "The format of the content, such as sms/160.")
  private String format;

  @Option(
      names = "--session-key",
      defaultValue = "",
      paramLabel = "KEY",
      description = "The conversation; messages of one are handled in order.")
  private String sessionKey;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Hand it in once, however often the command is run with this key.")
  private String key;

  @Mixin private ContentOptions content;

  CreateMessageCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitCode run(Output output) {
    IncomingMessage message =
        IncomingMessage.forPlugin(plugin)
            .from(from)
            .to(to)
            .format(format)
            .sessionKey(sessionKey)
            .content(content.read(surroundings()))
            .build();
    String used = key == null ? MessagingClient.newIdempotencyKey() : key;
    try (MessagingClient client = connect()) {
      client.createMessage(message, used);
    }
    if (json()) {
      output.json(
          json -> {
            json.writeBooleanField("stored", true);
            json.writeStringField("plugin", plugin);
            json.writeStringField("idempotencyKey", used);
          });
    } else {
      output.line("Stored; plugin %s will handle it.".formatted(Output.printable(plugin)));
    }
    return ExitCode.OK;
  }
}
