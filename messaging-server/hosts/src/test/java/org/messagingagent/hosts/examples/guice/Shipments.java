package org.messagingagent.hosts.examples.guice;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.messagingagent.spi.IncomingMessage;

/** A part of the application. */
@Singleton
public final class Shipments {

  private final BlockingQueue<IncomingMessage> announced = new LinkedBlockingQueue<>();

  @Inject
  Shipments() {}

  public void announce(IncomingMessage message) {
    announced.add(message);
  }

  public BlockingQueue<IncomingMessage> announced() {
    return announced;
  }
}
