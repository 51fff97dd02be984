package org.messagingagent.server.soap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.messagingagent.server.agent.Authentication;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.DeliveryStatus;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.server.agent.PluginDescription;
import org.messagingagent.server.agent.PrincipalAgent;

/** Remembers each call and gives simple answers; throws instead where it is told to. */
final class RecordingAgent implements MessagingAgent, PrincipalAgent {

  static final String TICKET = "7T:dGlja2V0";

  /** One call: its operation, who called, and the arguments as they came. */
  record Call(String operation, Caller caller, List<Object> arguments) {

    <T> T argument(int index, Class<T> type) {
      return type.cast(arguments.get(index));
    }
  }

  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private volatile RuntimeException failure;
  private volatile String description = "";

  List<Call> calls() {
    return List.copyOf(calls);
  }

  Call onlyCall() {
    if (calls.size() != 1) {
      throw new AssertionError("Expected one call, there were " + calls);
    }
    return calls.get(0);
  }

  void forget() {
    calls.clear();
  }

  void failWith(RuntimeException e) {
    failure = e;
  }

  void describeStatusesAs(String text) {
    description = text;
  }

  private void record(String operation, Caller caller, Object... arguments) {
    calls.add(new Call(operation, caller, List.of(arguments)));
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public long createMessage(Caller caller, IncomingDraft message) {
    record("createMessage", caller, message);
    return 1;
  }

  @Override
  public List<DeliveryStatus> getDeliveryStatus(Caller caller, List<Integer> messagingIds) {
    record("getDeliveryStatus", caller, messagingIds);
    return messagingIds.stream()
        .map(id -> new DeliveryStatus(DeliveryStatus.RECEIVED, description, id))
        .toList();
  }

  @Override
  public void setDeliveryStatus(
      Caller caller, String plugin, String externalMessageId, int status, String description) {
    record("setDeliveryStatus", caller, plugin, externalMessageId, status, description);
  }

  @Override
  public List<DeliveryStatus> sendMessages(
      Caller caller, String plugin, List<OutgoingDraft> messages) {
    record("sendMessages", caller, plugin, messages);
    return sent(messages);
  }

  @Override
  public List<DeliveryStatus> sendMessagesWithConfig(
      Caller caller, String plugin, List<OutgoingDraft> messages, Map<String, String> config) {
    record("sendMessagesWithConfig", caller, plugin, messages, config);
    return sent(messages);
  }

  private List<DeliveryStatus> sent(List<OutgoingDraft> messages) {
    List<DeliveryStatus> statuses = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      statuses.add(new DeliveryStatus(DeliveryStatus.SENT, description, i + 1));
    }
    return statuses;
  }

  @Override
  public List<PluginDescription> getPlugins(Caller caller) {
    record("getPlugins", caller);
    return List.of(
        new PluginDescription("file", List.of("text", "html"), true),
        new PluginDescription("discard", List.of(), false));
  }

  @Override
  public Authentication authenticateUsernamePassword(
      Caller caller, String userName, String password) {
    record("authenticateUsernamePassword", caller, userName, password);
    return password.equals("right")
        ? Authentication.of(userName, TICKET)
        : Authentication.refused();
  }

  @Override
  public Authentication authenticateImplicit(Caller caller) {
    record("authenticateImplicit", caller);
    return Authentication.refused();
  }

  @Override
  public Authentication authenticateGeneric(Caller caller, Map<String, String> data) {
    record("authenticateGeneric", caller, data);
    return Authentication.refused();
  }

  @Override
  public Authentication authenticateWithAccessToken(Caller caller, String accessToken) {
    record("authenticateWithAccessToken", caller, accessToken);
    return Authentication.refused();
  }
}
