package org.messagingagent.hosts.examples.guice;

import com.google.inject.Inject;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;

public final class Warehouse {

  private final MessagingAgent agent;

  @Inject
  Warehouse(MessagingAgent agent) {
    this.agent = agent;
  }

  /** Once this returns, the message survives a crash and will be handled. */
  public void send(String order) {
    agent.createMessage(
        Caller.trusted("warehouse"), IncomingDraft.forPlugin("shipments").withContent(order));
  }
}
