package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.ReceivedMessage;

/** What the vendor's incoming messages are. Immutable. */
final class IncomingRules {

  private static final List<String> PLACES =
      List.of(
          Keys.INCOMING_ITEMS,
          Keys.INCOMING_ID,
          Keys.INCOMING_FROM,
          Keys.INCOMING_TO,
          Keys.INCOMING_TEXT,
          Keys.INCOMING_SESSION);

  private final String handler;
  private final String format;
  private final Items items;
  private final Optional<Extractor> id;
  private final Optional<Extractor> from;
  private final Optional<Extractor> to;
  private final Optional<Extractor> text;
  private final Optional<Extractor> session;

  private IncomingRules(Layers layers, String handler) {
    this.handler = handler;
    this.format = layers.get(Keys.INCOMING_FORMAT).map(String::trim).orElse(Extractor.NONE);
    this.items = Items.read(layers, Keys.INCOMING_ITEMS);
    this.id = layers.extractor(Keys.INCOMING_ID);
    this.from = layers.extractor(Keys.INCOMING_FROM);
    this.to = layers.extractor(Keys.INCOMING_TO);
    this.text = layers.extractor(Keys.INCOMING_TEXT);
    this.session = layers.extractor(Keys.INCOMING_SESSION);
  }

  /** Reads them; empty where no plugin is named to handle incoming messages. */
  static Optional<IncomingRules> read(Layers layers) {
    Optional<String> handler = layers.get(Keys.INCOMING_HANDLER).map(String::trim);
    if (handler.isEmpty()) {
      PLACES.stream()
          .filter(layers::isSet)
          .findFirst()
          .ifPresent(
              key ->
                  layers.problem(
                      Keys.INCOMING_HANDLER,
                      "is required with %s: the name of the plugin that handles incoming messages"
                          .formatted(key)));
      return Optional.empty();
    }
    if (handler.get().equals(HttpSmsPlugin.NAME)) {
      layers.problem(Keys.INCOMING_HANDLER, "must be another plugin: this one handles no messages");
    }
    for (String key : List.of(Keys.INCOMING_FROM, Keys.INCOMING_TEXT)) {
      if (layers.get(key).isEmpty()) {
        layers.problem(key, "is required with " + Keys.INCOMING_HANDLER);
      }
    }
    return Optional.of(new IncomingRules(layers, handler.get()));
  }

  List<ReceivedMessage> read(Received request) throws BadCallbackException {
    List<ReceivedMessage> messages = new ArrayList<>();
    for (Received item : items.of(request)) {
      messages.add(message(item));
    }
    return messages;
  }

  private ReceivedMessage message(Received item) throws BadCallbackException {
    if (from.isPresent() && from.get().first(item).isEmpty()) {
      throw new BadCallbackException("The message has nothing at " + from.get());
    }
    ReceivedMessage message =
        ReceivedMessage.of(value(from, item), value(to, item), value(text, item))
            .handledBy(handler);
    if (id.isPresent()) {
      String gatewayId = value(id, item).strip();
      if (gatewayId.isEmpty()) {
        throw new BadCallbackException("The message has nothing at " + id.get());
      }
      message = message.withGatewayId(gatewayId);
    }
    if (!format.equals(Extractor.NONE)) {
      message = message.withFormat(format);
    }
    String key = value(session, item);
    return key.isEmpty() ? message : message.inSession(key);
  }

  private static String value(Optional<Extractor> place, Received item) {
    return place.flatMap(extractor -> extractor.first(item)).orElse("");
  }
}
