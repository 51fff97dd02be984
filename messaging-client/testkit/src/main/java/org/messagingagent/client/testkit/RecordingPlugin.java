package org.messagingagent.client.testkit;

import java.util.List;
import java.util.Map;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** Tells a recorder all that it is given. What it does is said by the types of its channel. */
final class RecordingPlugin implements MessagingPlugin {

  private final RecordedPlugin described;
  private final Recorder recorder;

  RecordingPlugin(RecordedPlugin described, Recorder recorder) {
    this.described = described;
    this.recorder = recorder;
  }

  @Override
  public String name() {
    return described.name();
  }

  @Override
  public String version() {
    return "testkit";
  }

  @Override
  public String description() {
    return "Records what it is given, for a test";
  }

  @Override
  public List<String> formats() {
    return described.formats();
  }

  @Override
  public int maxContentLength() {
    return described.maxContentLength();
  }

  @Override
  public Channel open(PluginContext context) {
    recorder.opened(context);
    Record record = new Record(recorder, context);
    if (!described.sends()) {
      return new Receives(record);
    }
    if (described.takesConfig()) {
      return described.receives() ? new ReceivesAndConfigured(record) : new Configured(record);
    }
    return described.receives() ? new ReceivesAndSends(record) : new Sends(record);
  }

  private record Record(Recorder recorder, PluginContext context) {

    HandleOutcome handle(IncomingMessage message) {
      recorder.receive(message);
      return HandleOutcome.handled();
    }

    SendOutcome send(OutgoingMessage message, Map<String, String> config) {
      return recorder.send(context.pluginName(), message, config);
    }

    void close() {
      recorder.closed(context);
    }
  }

  private static class Receives implements IncomingHandler {
    private final Record record;

    Receives(Record record) {
      this.record = record;
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return record.handle(message);
    }

    @Override
    public void close() {
      record.close();
    }
  }

  private static class Sends implements OutgoingSender {
    final Record record;

    Sends(Record record) {
      this.record = record;
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return record.send(message, Map.of());
    }

    @Override
    public void close() {
      record.close();
    }
  }

  private static final class ReceivesAndSends extends Sends implements IncomingHandler {

    ReceivesAndSends(Record record) {
      super(record);
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return record.handle(message);
    }
  }

  private static class Configured extends Sends implements ConfigurableSender {

    Configured(Record record) {
      super(record);
    }

    @Override
    public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
      return record.send(message, config);
    }
  }

  private static final class ReceivesAndConfigured extends Configured implements IncomingHandler {

    ReceivesAndConfigured(Record record) {
      super(record);
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return record.handle(message);
    }
  }
}
