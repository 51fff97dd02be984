package org.messagingagent.server.agent;

import static java.util.stream.Collectors.joining;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.outbox.Outbox;
import org.messagingagent.server.outbox.SendRequest;
import org.messagingagent.server.outbox.StatusText;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The six operations on the store and the installed plugins. */
public final class DefaultMessagingAgent implements MessagingAgent {

  private static final Logger log = LoggerFactory.getLogger(DefaultMessagingAgent.class);
  private static final int MAX_KEY_LENGTH = 255;
  private static final int MAX_NAME_LENGTH = 255;
  private static final long DISK_SECONDS = 30;

  // A full disk fails every request, and the log may well be on it.
  private final LogThrottle storeLog = new LogThrottle(Duration.ofSeconds(10));

  private final AgentConfig config;
  private final Tickets tickets;
  private final PluginRegistry plugins;
  private final InboxStore inbox;
  private final OutboxStore outgoing;
  private final Outbox outbox;
  private final Clock clock;

  public DefaultMessagingAgent(
      AgentConfig config,
      Tickets tickets,
      PluginRegistry plugins,
      InboxStore inbox,
      OutboxStore outgoing,
      Outbox outbox,
      Clock clock) {
    this.config = config;
    this.tickets = tickets;
    this.plugins = plugins;
    this.inbox = inbox;
    this.outgoing = outgoing;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public void createMessage(Caller caller, IncomingDraft message) {
    String user = userOf(caller);
    InstalledPlugin plugin = incomingPlugin(message.plugin());
    checkFormat(plugin, message.format());
    checkLength("SessionKey", message.sessionKey());
    NewIncoming accepted =
        new NewIncoming(
            plugin.name(),
            message.from(),
            message.to(),
            message.content(),
            message.format(),
            message.sessionKey(),
            user,
            clock.instant(),
            requestKey(caller, user, "CreateMessage", () -> hash(message)));
    Acceptance acceptance = onDisk(inbox.accept(accepted), "The message was not stored");
    if (acceptance.kind() == Acceptance.Kind.KEY_REUSED) {
      throw keyReused(caller);
    }
  }

  @Override
  public List<DeliveryStatus> getDeliveryStatus(Caller caller, List<Integer> messagingIds) {
    userOf(caller);
    checkCount("MessagingIds", messagingIds.size());
    Map<Integer, OutgoingStatus> known =
        reading(() -> outgoing.statuses(messagingIds), "The statuses could not be read");
    return messagingIds.stream()
        .map(id -> toStatus(id, Optional.ofNullable(known.get(id))))
        .toList();
  }

  @Override
  public void setDeliveryStatus(
      Caller caller, String plugin, String externalMessageId, int status, String description) {
    String user = userOf(caller);
    InstalledPlugin installed = named(plugin, InstalledPlugin::sends);
    if (!installed.sends()) {
      throw cannot(installed, "does not send messages, so it has no delivery statuses");
    }
    if (externalMessageId.isEmpty()) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "ExternalMessageId is empty; give the id under which the plugin '%s' sent the message"
              .formatted(plugin),
          Map.of("ExternalMessageId", ""));
    }
    checkLength("ExternalMessageId", externalMessageId);
    if (status < DeliveryStatus.ERROR || status > DeliveryStatus.REPLIED) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "Status %d is not a delivery status; use 0 (error), 1 (sent), 2 (delivery error), 3 (received) or 4 (replied)"
              .formatted(status),
          Map.of("Status", Integer.toString(status)));
    }
    ReportResult result =
        onDisk(
            outgoing.report(
                new DeliveryReport(
                    installed.name(),
                    externalMessageId,
                    status,
                    description,
                    user,
                    clock.instant())),
            "The delivery status was not stored");
    if (result == ReportResult.TOO_MANY) {
      throw new MessagingException(
          ErrorCode.TRY_AGAIN,
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
                new PluginDescription(
                    plugin.name(), plugin.info().formats(), plugin.supportsConfig()))
        .toList();
  }

  private List<DeliveryStatus> send(
      Caller caller,
      String pluginName,
      List<OutgoingDraft> messages,
      Optional<Map<String, String>> pluginConfig) {
    String user = userOf(caller);
    InstalledPlugin plugin = named(pluginName, InstalledPlugin::sends);
    if (!plugin.sends()) {
      throw cannot(plugin, "takes incoming messages only, it does not send");
    }
    if (pluginConfig.isPresent() && !plugin.supportsConfig()) {
      throw new MessagingException(
          ErrorCode.CONFIG_NOT_SUPPORTED,
          "Plugin '%s' takes no configuration with a call; use SendMessages".formatted(pluginName),
          Map.of("Plugin", pluginName));
    }
    checkCount("OutgoingMessages", messages.size());
    messages.forEach(m -> checkLength("SuggestedSessionKey", m.suggestedSessionKey()));
    if (messages.isEmpty()) {
      return List.of();
    }
    String operation = pluginConfig.isPresent() ? "SendMessagesWithConfig" : "SendMessages";
    SendRequest request =
        new SendRequest(
            plugin,
            user,
            messages.stream().map(DefaultMessagingAgent::toItem).toList(),
            pluginConfig,
            requestKey(caller, user, operation, () -> hash(pluginName, messages, pluginConfig)));
    try {
      return outbox.send(request).stream()
          .map(status -> toStatus(status.messagingId(), Optional.of(status)))
          .toList();
    } catch (Outbox.KeyReusedException e) {
      throw keyReused(caller);
    } catch (StoreException e) {
      throw storeFailed(e, "Nothing was sent");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException(
          ErrorCode.TRY_AGAIN,
          "The server stops; GetDeliveryStatus will tell what became of messages in flight");
    }
  }

  private String userOf(Caller caller) {
    return reading(() -> tickets.userOf(caller.ticket()), "The ticket could not be checked")
        .orElseThrow(
            () ->
                new MessagingException(
                    ErrorCode.NOT_AUTHENTICATED,
                    caller.ticket().isEmpty()
                        ? "The request has no ticket; log on with SoPrincipal and send the ticket in the Credentials header"
                        : "The ticket is not known or has expired; log on again with SoPrincipal"));
  }

  private InstalledPlugin incomingPlugin(String name) {
    if (name.isEmpty() && config.defaultPlugin().isEmpty()) {
      throw new MessagingException(
          ErrorCode.PLUGIN_NOT_INSTALLED,
          "The message names no plugin; installed plugins that take incoming messages: %s"
              .formatted(namesOf(InstalledPlugin::takesIncoming)),
          Map.of("Plugin", ""));
    }
    InstalledPlugin plugin =
        named(name.isEmpty() ? config.defaultPlugin() : name, InstalledPlugin::takesIncoming);
    if (!plugin.takesIncoming()) {
      throw cannot(
          plugin,
          "takes no incoming messages; installed plugins that do: "
              + namesOf(InstalledPlugin::takesIncoming));
    }
    return plugin;
  }

  private InstalledPlugin named(String name, Predicate<InstalledPlugin> use) {
    return plugins
        .find(name)
        .orElseThrow(
            () ->
                new MessagingException(
                    ErrorCode.PLUGIN_NOT_INSTALLED,
                    "Plugin '%s' is not installed; installed plugins: %s"
                        .formatted(shortened(name), namesOf(use)),
                    Map.of("Plugin", shortened(name))));
  }

  private String namesOf(Predicate<InstalledPlugin> use) {
    String names =
        plugins.all().stream().filter(use).map(InstalledPlugin::name).collect(joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private static MessagingException cannot(InstalledPlugin plugin, String what) {
    return new MessagingException(
        ErrorCode.PLUGIN_CANNOT,
        "Plugin '%s' %s".formatted(plugin.name(), what),
        Map.of("Plugin", plugin.name()));
  }

  private static void checkFormat(InstalledPlugin plugin, String format) {
    if (!plugin.takesFormat(format)) {
      throw new MessagingException(
          ErrorCode.FORMAT_NOT_SUPPORTED,
          "Plugin '%s' does not take format '%s'; it takes %s"
              .formatted(
                  plugin.name(), shortened(format), String.join(", ", plugin.info().formats())),
          Map.of("Format", shortened(format)));
    }
  }

  private static void checkLength(String field, String value) {
    if (value.length() > MAX_NAME_LENGTH) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "%s is %d characters long; the most is %d: '%s'"
              .formatted(field, value.length(), MAX_NAME_LENGTH, shortened(value)),
          Map.of(field, shortened(value)));
    }
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

  private static Optional<RequestKey> requestKey(
      Caller caller, String user, String operation, Supplier<byte[]> hash) {
    return caller
        .repeatKey()
        .map(
            key -> {
              if (key.value().length() > MAX_KEY_LENGTH) {
                throw new MessagingException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The idempotency key is %d characters long; the most is %d"
                        .formatted(key.value().length(), MAX_KEY_LENGTH),
                    Map.of("Idempotency-Key", shortened(key.value())));
              }
              byte[] arguments = hash.get();
              // A key that is not strict counts with equal arguments only, so they are part of it.
              String value =
                  key.strict()
                      ? "key:" + key.value()
                      : "id:" + key.value() + ":" + HexFormat.of().formatHex(arguments);
              return new RequestKey(user, operation, value, arguments);
            });
  }

  private static MessagingException keyReused(Caller caller) {
    String key = caller.repeatKey().map(RepeatKey::value).orElse("");
    return new MessagingException(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "The idempotency key '%s' belongs to a request with other arguments; use a new key for a new request"
            .formatted(shortened(key)),
        Map.of("Idempotency-Key", shortened(key)));
  }

  private static byte[] hash(IncomingDraft message) {
    return new ArgumentsHash()
        .add(
            message.to(),
            message.from(),
            message.content(),
            message.format(),
            message.sessionKey(),
            message.plugin())
        .toBytes();
  }

  private static byte[] hash(
      String plugin, List<OutgoingDraft> messages, Optional<Map<String, String>> pluginConfig) {
    ArgumentsHash hash = new ArgumentsHash().add(plugin).add(messages.size());
    for (OutgoingDraft message : messages) {
      hash.add(
          message.from(),
          message.to(),
          message.content(),
          message.format(),
          message.suggestedSessionKey());
      hash.add(message.parentMessagingId().orElse(0));
    }
    pluginConfig.ifPresent(values -> new TreeMap<>(values).forEach(hash::add));
    return hash.toBytes();
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

  private <T> T onDisk(CompletionStage<T> stage, String otherwise) {
    try {
      return stage.toCompletableFuture().get(DISK_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw storeFailed(failure, otherwise);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new MessagingException(
          ErrorCode.TRY_AGAIN,
          "The disk did not answer within %d s; whether the request was stored is not known: repeat it under an Idempotency-Key"
              .formatted(DISK_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException(
          ErrorCode.TRY_AGAIN, "The server stops; %s".formatted(otherwise));
    }
  }

  private <T> T reading(Supplier<T> read, String otherwise) {
    try {
      return read.get();
    } catch (StoreException e) {
      throw storeFailed(e, otherwise);
    }
  }

  private MessagingException storeFailed(StoreException failure, String otherwise) {
    if (failure instanceof StoreBusyException) {
      return new MessagingException(
          ErrorCode.TRY_AGAIN, otherwise + ": too many requests wait for the disk; try again");
    }
    storeLog.log(
        suppressed -> log.error("{}: {}{}", otherwise, failure.getMessage(), suppressed, failure));
    return new MessagingException(
        ErrorCode.TRY_AGAIN, otherwise + ": the server's store has a problem; try again later");
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
