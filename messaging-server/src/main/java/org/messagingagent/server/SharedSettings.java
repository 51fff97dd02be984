package org.messagingagent.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that should be the same on all nodes that share a database. */
final class SharedSettings {

  private SharedSettings() {}

  /** Their keys and values, as an operator sees them. */
  static Map<String, String> of(ServerConfig config) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("auth.ticket-lifetime", config.auth().ticketLifetime());
    settings.put("auth.max-tickets-per-user", config.auth().maxTicketsPerUser());
    settings.put("agent.default-plugin", config.agent().defaultPlugin());
    settings.put("agent.max-messages-per-call", config.agent().maxMessagesPerCall());
    settings.put("dispatch.max-attempts", config.dispatch().maxAttempts());
    settings.put("dispatch.first-retry", config.dispatch().firstRetry());
    settings.put("dispatch.longest-retry", config.dispatch().longestRetry());
    settings.put("send.reconcile-for", config.outbox().reconcile().giveUpAfter());
    settings.put("retention.messages", config.retention().messages());
    settings.put("retention.keys", config.retention().keys());
    settings.put("retention.reports", config.retention().reports());
    settings.put("retention.gateway-ids", config.retention().gatewayIds());
    settings.put("soap.wrap-exceptions", config.wrapExceptions());
    settings.put("node.lease", config.node().lease());
    Map<String, String> texts = new LinkedHashMap<>();
    settings.forEach((key, value) -> texts.put("messaging." + key, String.valueOf(value)));
    return texts;
  }
}
