package org.messagingagent.hosts.busy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** Says by a file that it has begun, and works until it is interrupted. */
public final class BusyPlugin implements MessagingPlugin {

  private final Path directory;

  BusyPlugin(Path directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return "busy";
  }

  @Override
  public Channel open(PluginContext context) {
    return new Busy(directory);
  }

  private record Busy(Path directory) implements IncomingHandler, OutgoingSender {

    @Override
    public HandleOutcome handle(IncomingMessage message) throws Exception {
      work("handling");
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) throws Exception {
      work("sending");
      return SendOutcome.sent("never");
    }

    private void work(String what) throws IOException, InterruptedException {
      Files.createFile(directory.resolve(what));
      new CountDownLatch(1).await();
    }
  }
}
