package org.messagingagent.plugin.file;

import java.io.IOException;
import java.time.Clock;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

/** Writes messages of both directions, each to its file. */
final class FileChannels implements IncomingHandler, OutgoingSender {

  private final String pluginName;
  private final Clock clock;
  private final LineFile incoming;
  private final LineFile outgoing;

  FileChannels(String pluginName, Clock clock, LineFile incoming, LineFile outgoing) {
    this.pluginName = pluginName;
    this.clock = clock;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  @Override
  public HandleOutcome handle(IncomingMessage message) throws InterruptedException {
    byte[] line;
    try {
      line = JsonLine.of(message);
    } catch (IOException e) {
      return HandleOutcome.rejected("The message cannot be written as JSON");
    }
    try {
      incoming.append(line);
      return HandleOutcome.handled();
    } catch (IOException e) {
      String cause = e.getCause() == null ? "" : " (%s)".formatted(e.getCause());
      return HandleOutcome.retry(e.getMessage() + cause);
    }
  }

  @Override
  public SendOutcome send(OutgoingMessage message) throws InterruptedException {
    String externalId = "file-" + message.messagingId();
    byte[] line;
    try {
      line = JsonLine.of(message, pluginName, externalId, clock.instant());
    } catch (IOException e) {
      return SendOutcome.rejected("The message cannot be written as JSON.");
    }
    try {
      outgoing.append(line);
      return SendOutcome.sent(externalId);
    } catch (NotWrittenException e) {
      return SendOutcome.retry("The file cannot be written at the moment.");
    } catch (IOException e) {
      return SendOutcome.unknown("The disk failed; it is not known whether the message is on it.");
    }
  }

  @Override
  public void close() {
    incoming.close();
    outgoing.close();
  }
}
