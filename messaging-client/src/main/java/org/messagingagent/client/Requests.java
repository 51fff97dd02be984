package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Checks the arguments of the six operations and makes calls of them. */
final class Requests {

  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  private static final int FIRST_WITH_CONFIG = 82;

  private final CallContext context;
  private final TraceContext traces;
  private final int contract;
  private final DoneReply created = new DoneReply();
  private final DoneReply reported = new DoneReply();

  /** The most messages, or ids, in one request; becomes less where the server says so. */
  private final AtomicInteger limit;

  Requests(CallContext context, TraceContext traces, int contract, int limit) {
    this.context = context;
    this.traces = traces;
    this.contract = contract;
    this.limit = new AtomicInteger(limit);
  }

  Prepared<Void> createMessage(IncomingMessage message, String idempotencyKey) {
    requireNonNull(message, "message is null");
    return one(
        new Operation<>(
            "CreateMessage",
            Effect.CHANGE,
            key(idempotencyKey),
            RequestBodies.createMessage(message),
            created,
            done -> null));
  }

  Prepared<List<DeliveryStatus>> sendMessages(
      String plugin, List<OutgoingMessage> messages, String idempotencyKey) {
    XmlText.require(plugin, "plugin");
    return many(
        List.copyOf(messages),
        key(idempotencyKey),
        (part, key) ->
            new Operation<>(
                "SendMessages",
                Effect.CHANGE,
                key,
                RequestBodies.sendMessages(plugin, part),
                ReplyBodies::statuses,
                reply -> Statuses.sent(reply, part.size())));
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
    Map<String, String> checked = new LinkedHashMap<>(config);
    checked.forEach(
        (name, value) -> {
          XmlText.require(name, "a key of config");
          XmlText.require(value, "config " + name);
        });
    return many(
        List.copyOf(messages),
        key(idempotencyKey),
        (part, key) ->
            new Operation<>(
                "SendMessagesWithConfig",
                Effect.CHANGE,
                key,
                RequestBodies.sendMessagesWithConfig(plugin, part, checked),
                ReplyBodies::statuses,
                reply -> Statuses.sent(reply, part.size())));
  }

  Prepared<List<DeliveryStatus>> getDeliveryStatus(List<Integer> messagingIds) {
    return many(
        List.copyOf(messagingIds),
        Optional.empty(),
        (part, key) ->
            new Operation<>(
                "GetDeliveryStatus",
                Effect.NONE,
                key,
                RequestBodies.getDeliveryStatus(part),
                ReplyBodies::statuses,
                reply -> Statuses.found(reply, part)));
  }

  Prepared<Void> setDeliveryStatus(
      String plugin, String externalMessageId, DeliveryStatus.Status status, String description) {
    if (status == DeliveryStatus.Status.OTHER) {
      throw new IllegalArgumentException("OTHER is no status that can be reported; give 0 to 4");
    }
    // the same report twice changes nothing, so a lost answer is simply tried again
    return one(
        new Operation<>(
            "SetDeliveryStatus",
            Effect.NONE,
            Optional.empty(),
            RequestBodies.setDeliveryStatus(
                XmlText.require(plugin, "plugin"),
                XmlText.require(externalMessageId, "externalMessageId"),
                status.code(),
                XmlText.require(description, "description")),
            reported,
            done -> null));
  }

  Prepared<List<PluginInfo>> getPlugins() {
    return one(
        new Operation<>(
            "GetPlugins",
            Effect.NONE,
            Optional.empty(),
            RequestBodies.getPlugins(),
            ReplyBodies::plugins,
            plugins -> plugins));
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
