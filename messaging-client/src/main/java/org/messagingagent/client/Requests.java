package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.CreateMessageResponse;
import org.messagingagent.wire.GetDeliveryStatus;
import org.messagingagent.wire.GetDeliveryStatusResponse;
import org.messagingagent.wire.GetPlugins;
import org.messagingagent.wire.GetPluginsResponse;
import org.messagingagent.wire.SendMessages;
import org.messagingagent.wire.SendMessagesResponse;
import org.messagingagent.wire.SendMessagesWithConfig;
import org.messagingagent.wire.SendMessagesWithConfigResponse;
import org.messagingagent.wire.SetDeliveryStatus;
import org.messagingagent.wire.SetDeliveryStatusResponse;

/** Checks the arguments of the six operations and makes calls of them. */
final class Requests {

  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  private static final int FIRST_WITH_CONFIG = 82;

  private final CallContext context;
  private final TraceContext traces;
  private final int contract;

  /** The most messages, or ids, in one request; becomes less where the server says so. */
  private final AtomicInteger limit;

  Requests(CallContext context, TraceContext traces, int contract, int limit) {
    this.context = context;
    this.traces = traces;
    this.contract = contract;
    this.limit = new AtomicInteger(limit);
  }

  Prepared<Void> createMessage(IncomingMessage message, String idempotencyKey) {
    CreateMessage request = new CreateMessage();
    request.incomingMessage = WireValues.toWire(requireNonNull(message, "message is null"));
    return one(
        new Operation<>(
            Effect.CHANGE,
            key(idempotencyKey),
            request,
            CreateMessageResponse.class,
            reply -> null));
  }

  Prepared<List<DeliveryStatus>> sendMessages(
      String plugin, List<OutgoingMessage> messages, String idempotencyKey) {
    XmlText.require(plugin, "plugin");
    return many(
        List.copyOf(messages),
        key(idempotencyKey),
        (part, key) -> {
          SendMessages request = new SendMessages();
          request.plugin = plugin;
          request.outgoingMessages = WireValues.toWire(part);
          return new Operation<>(
              Effect.CHANGE,
              key,
              request,
              SendMessagesResponse.class,
              reply -> WireValues.sent(reply.response, part.size()));
        });
  }

  Prepared<List<DeliveryStatus>> sendMessagesWithConfig(
      String plugin,
      List<OutgoingMessage> messages,
      Map<String, String> config,
      String idempotencyKey) {
    if (contract < FIRST_WITH_CONFIG) {
      throw new IllegalStateException(
          "Contract %d has no SendMessagesWithConfig; use %d or later"
              .formatted(contract, FIRST_WITH_CONFIG));
    }
    XmlText.require(plugin, "plugin");
    var pairs = WireValues.toWire(config);
    return many(
        List.copyOf(messages),
        key(idempotencyKey),
        (part, key) -> {
          SendMessagesWithConfig request = new SendMessagesWithConfig();
          request.plugin = plugin;
          request.outgoingMessages = WireValues.toWire(part);
          request.config = pairs;
          return new Operation<>(
              Effect.CHANGE,
              key,
              request,
              SendMessagesWithConfigResponse.class,
              reply -> WireValues.sent(reply.response, part.size()));
        });
  }

  Prepared<List<DeliveryStatus>> getDeliveryStatus(List<Integer> messagingIds) {
    return many(
        List.copyOf(messagingIds),
        Optional.empty(),
        (part, key) -> {
          GetDeliveryStatus request = new GetDeliveryStatus();
          request.messagingIds = part;
          return new Operation<>(
              Effect.NONE,
              key,
              request,
              GetDeliveryStatusResponse.class,
              reply -> WireValues.found(reply.response, part));
        });
  }

  Prepared<Void> setDeliveryStatus(
      String plugin, String externalMessageId, DeliveryStatus.Status status, String description) {
    if (status == DeliveryStatus.Status.OTHER) {
      throw new IllegalArgumentException("OTHER is no status that can be reported; give 0 to 4");
    }
    SetDeliveryStatus request = new SetDeliveryStatus();
    request.plugin = XmlText.require(plugin, "plugin");
    request.externalMessageId = XmlText.require(externalMessageId, "externalMessageId");
    request.status = status.code();
    request.statusDescription = XmlText.require(description, "description");
    // the same report twice changes nothing, so a lost answer is simply tried again
    return one(
        new Operation<>(
            Effect.NONE,
            Optional.empty(),
            request,
            SetDeliveryStatusResponse.class,
            reply -> null));
  }

  Prepared<List<PluginInfo>> getPlugins() {
    return one(
        new Operation<>(
            Effect.NONE,
            Optional.empty(),
            new GetPlugins(),
            GetPluginsResponse.class,
            WireValues::plugins));
  }

  private <T> Prepared<T> one(Operation<?, T> operation) {
    Map<String, String> headers = traces.current();
    return steps -> new RunningCall<>(operation, headers, context, steps);
  }

  private <I> Prepared<List<DeliveryStatus>> many(
      List<I> items, Optional<String> key, Batch.Maker<I> maker) {
    Map<String, String> headers = traces.current();
    return steps ->
        new Batch<>(
            items,
            key,
            maker,
            operation -> new RunningCall<>(operation, headers, context, steps),
            limit);
  }

  private static Optional<String> key(String given) {
    requireNonNull(given, "idempotencyKey is null");
    if (!KEY.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "The idempotency key has to be 1 to 255 printable ASCII characters without space");
    }
    return Optional.of(given);
  }
}
