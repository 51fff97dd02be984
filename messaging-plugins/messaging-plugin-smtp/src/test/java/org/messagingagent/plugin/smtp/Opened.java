package org.messagingagent.plugin.smtp;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** A plugin that a test has opened. */
record Opened(TestPluginContext context, SmtpChannel channel) implements AutoCloseable {

  static Opened with(Map<String, String> settings, Path directory) throws Exception {
    TestPluginContext context =
        TestPluginContext.of(new SmtpPlugin(), directory).withSettings(settings);
    return new Opened(context, (SmtpChannel) context.open());
  }

  static OutgoingMessage message(int id, String content) {
    return message(id, "agent@example.org", "ola@example.org", content, "text/plain", "");
  }

  static OutgoingMessage message(
      int id, String from, String to, String content, String format, String session) {
    return new OutgoingMessage(
        id,
        from,
        to,
        content,
        format,
        OptionalInt.empty(),
        session.isEmpty() ? Optional.empty() : Optional.of(session),
        1);
  }

  SendOutcome send(int id, String content) {
    return channel.send(message(id, content));
  }

  @Override
  public void close() {
    channel.close();
    context.close();
  }
}
