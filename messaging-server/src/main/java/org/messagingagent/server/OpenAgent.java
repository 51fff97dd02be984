package org.messagingagent.server;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.DeliveryStatus;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.server.agent.PluginDescription;

/**
 * The agent as the application has it: the same object before, while and after the server runs.
 *
 * @param running the agent of the running server; throws where it does not run
 */
record OpenAgent(Supplier<MessagingAgent> running) implements MessagingAgent {

  @Override
  public long createMessage(Caller caller, IncomingDraft message) {
    return running.get().createMessage(caller, message);
  }

  @Override
  public List<DeliveryStatus> getDeliveryStatus(Caller caller, List<Integer> messagingIds) {
    return running.get().getDeliveryStatus(caller, messagingIds);
  }

  @Override
  public void setDeliveryStatus(
      Caller caller, String plugin, String externalMessageId, int status, String description) {
    running.get().setDeliveryStatus(caller, plugin, externalMessageId, status, description);
  }

  @Override
  public List<DeliveryStatus> sendMessages(
      Caller caller, String plugin, List<OutgoingDraft> messages) {
    return running.get().sendMessages(caller, plugin, messages);
  }

  @Override
  public List<DeliveryStatus> sendMessagesWithConfig(
      Caller caller, String plugin, List<OutgoingDraft> messages, Map<String, String> config) {
    return running.get().sendMessagesWithConfig(caller, plugin, messages, config);
  }

  @Override
  public List<PluginDescription> getPlugins(Caller caller) {
    return running.get().getPlugins(caller);
  }
}
