package org.messagingagent.server.agent;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.outbox.Outbox;
import org.messagingagent.server.outbox.SendRequest;
import org.messagingagent.server.outbox.StatusText;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.StoreException;

/** The six operations on the store and the installed plugins. */
public final class DefaultMessagingAgent implements MessagingAgent {

  private final StoreCalls calls = new StoreCalls("repeat it under the same Idempotency-Key");
  private final AgentConfig config;
  private final Tickets tickets;
  private final RunningPlugins plugins;
  private final PluginChecks checks;
  private final IncomingDrafts drafts;
  private final InboxStore inbox;
  private final OutboxStore outgoing;
  private final Outbox outbox;
  private final Clock clock;

  public DefaultMessagingAgent(
      AgentConfig config,
      Tickets tickets,
      RunningPlugins plugins,
      InboxStore inbox,
      OutboxStore outgoing,
      Outbox outbox,
      Clock clock) {
    this.config = config;
    this.tickets = tickets;
    this.plugins = plugins;
    this.checks = new PluginChecks(plugins, config.defaultPlugin());
    this.drafts = new IncomingDrafts(checks, clock);
    this.inbox = inbox;
    this.outgoing = outgoing;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public long createMessage(Caller caller, IncomingDraft message) {
    String user = userOf(caller);
    NewIncoming accepted =
        drafts.checked(caller, user, message, () -> Repeats.keyOf(caller, user, message));
    return IncomingDrafts.idOf(
        calls.onDisk(inbox.accept(accepted), "The message was not stored"), caller);
  }

  @Override
  public List<DeliveryStatus> getDeliveryStatus(Caller caller, List<Integer> messagingIds) {
    userOf(caller);
    checkCount("MessagingIds", messagingIds.size());
    Map<Integer, OutgoingStatus> known =
        calls.reading(() -> outgoing.statuses(messagingIds), "The statuses could not be read");
    return messagingIds.stream()
        .map(id -> toStatus(id, Optional.ofNullable(known.get(id))))
        .toList();
  }

  @Override
  public void setDeliveryStatus(
      Caller caller, String plugin, String externalMessageId, int status, String description) {
    String user = userOf(caller);
    checks.reported(plugin);
    if (externalMessageId.isEmpty()) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "ExternalMessageId is empty; give the id under which the plugin '%s' sent the message"
              .formatted(plugin),
          Map.of("ExternalMessageId", ""));
    }
    Arguments.checkLength("ExternalMessageId", externalMessageId);
    if (caller.isTrusted()) {
      TrustedTexts.checkText("ExternalMessageId", externalMessageId);
      TrustedTexts.checkText("Description", description);
    }
    if (status < DeliveryStatus.ERROR || status > DeliveryStatus.REPLIED) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "Status %d is not a delivery status; use 0 (error), 1 (sent), 2 (delivery error), 3 (received) or 4 (replied)"
              .formatted(status),
          Map.of("Status", Integer.toString(status)));
    }
    ReportResult result =
        calls.onDisk(
            outgoing.report(
                new DeliveryReport(
                    plugin, externalMessageId, status, description, user, clock.instant())),
            "The delivery status was not stored");
    if (result == ReportResult.TOO_MANY) {
      throw new TryAgainException(
          "ExternalMessageId '%s' of plugin '%s' is not known yet, and too many reports wait for their messages; try again later"
              .formatted(externalMessageId, plugin),
          Map.of("ExternalMessageId", externalMessageId));
    }
  }

  @Override
  public List<DeliveryStatus> sendMessages(
      Caller caller, String plugin, List<OutgoingDraft> messages) {
    return send(caller, plugin, messages, Optional.empty());
  }

  @Override
  public List<DeliveryStatus> sendMessagesWithConfig(
      Caller caller, String plugin, List<OutgoingDraft> messages, Map<String, String> config) {
    return send(caller, plugin, messages, Optional.of(config));
  }

  @Override
  public List<PluginDescription> getPlugins(Caller caller) {
    userOf(caller);
    return plugins.all().stream()
        .map(
            plugin ->
                new PluginDescription(plugin.name(), plugin.formats(), plugin.supportsConfig()))
        .toList();
  }

  private List<DeliveryStatus> send(
      Caller caller,
      String pluginName,
      List<OutgoingDraft> messages,
      Optional<Map<String, String>> pluginConfig) {
    String user = userOf(caller);
    InstalledPlugin plugin = checks.sender(pluginName);
    if (pluginConfig.isPresent() && !plugin.supportsConfig()) {
      throw new MessagingException(
          ErrorCode.CONFIG_NOT_SUPPORTED,
          "Plugin '%s' takes no configuration with a call; use SendMessages".formatted(pluginName),
          Map.of("Plugin", pluginName));
    }
    checkCount("OutgoingMessages", messages.size());
    if (caller.isTrusted()) {
      messages.forEach(TrustedTexts::check);
    }
    messages.forEach(m -> Arguments.checkLength("SuggestedSessionKey", m.suggestedSessionKey()));
    if (messages.isEmpty()) {
      return List.of();
    }
    SendRequest request =
        new SendRequest(
            plugin,
            user,
            messages.stream().map(DefaultMessagingAgent::toItem).toList(),
            pluginConfig,
            Repeats.keyOf(caller, user, pluginName, messages, pluginConfig));
    try {
      return outbox.send(request).stream()
          .map(status -> toStatus(status.messagingId(), Optional.of(status)))
          .toList();
    } catch (Outbox.KeyReusedException e) {
      throw Repeats.reused(caller);
    } catch (StoreException e) {
      throw calls.failed(e, "Nothing was sent");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(
          "The server stops; GetDeliveryStatus will tell what became of messages in flight");
    }
  }

  private String userOf(Caller caller) {
    return caller.trustedName().orElseGet(() -> userOfTicket(caller));
  }

  private String userOfTicket(Caller caller) {
    return calls
        .reading(() -> tickets.userOf(caller.ticket()), "The ticket could not be checked")
        .orElseThrow(
            () ->
                new MessagingException(
                    ErrorCode.NOT_AUTHENTICATED,
                    caller.ticket().isEmpty()
                        ? "The request has no ticket; log on with SoPrincipal and send the ticket in the Credentials header"
                        : "The ticket is not known or has expired; log on again with SoPrincipal"));
  }

  private void checkCount(String field, int count) {
    if (count > config.maxMessagesPerCall()) {
      throw new MessagingException(
          ErrorCode.TOO_MANY,
          "%s has %d items; the most in one call is %d: split it"
              .formatted(field, count, config.maxMessagesPerCall()),
          Map.of(field, Integer.toString(count)));
    }
  }

  private static SendRequest.Item toItem(OutgoingDraft draft) {
    return new SendRequest.Item(
        draft.from(),
        draft.to(),
        draft.content(),
        draft.format(),
        draft.parentMessagingId(),
        draft.suggestedSessionKey());
  }

  private static DeliveryStatus toStatus(int id, Optional<OutgoingStatus> known) {
    if (known.isEmpty()) {
      return new DeliveryStatus(
          DeliveryStatus.ERROR, "UNKNOWN_ID: no outgoing message has the id " + id, id);
    }
    OutgoingStatus status = known.get();
    return status.inFlight()
        ? new DeliveryStatus(DeliveryStatus.ERROR, StatusText.IN_PROGRESS, id)
        : new DeliveryStatus(status.status(), status.description(), id);
  }
}
