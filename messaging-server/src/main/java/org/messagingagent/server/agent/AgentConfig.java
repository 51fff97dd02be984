package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;

/**
 * What the agent takes.
 *
 * @param defaultPlugin the plugin of incoming messages that name none; empty: such are refused
 * @param maxMessagesPerCall the most messages in a SendMessages and ids in a GetDeliveryStatus
 */
public record AgentConfig(String defaultPlugin, int maxMessagesPerCall) {

  /** No default plugin; 1,000 messages a call (contract, "Outgoing"). */
  public static final AgentConfig DEFAULTS = new AgentConfig("", 1_000);

  public AgentConfig {
    requireNonNull(defaultPlugin, "defaultPlugin is null");
    check(
        maxMessagesPerCall >= 1,
        "agent.max-messages-per-call must be at least 1, was %s",
        maxMessagesPerCall);
  }
}
