package org.messagingagent.plugin.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.spi.IncomingMessage;

/**
 * What is posted for a message. It is made of what never changes about the message, so that each
 * attempt, on whichever node and after whichever restart, posts the same bytes under the same id.
 */
final class Payload {

  /** The event's type, by which receivers tell what {@code data} holds. */
  static final String TYPE = "message.received";

  private static final JsonFactory JSON = new JsonFactory();

  private Payload() {}

  /**
   * The {@code webhook-id}: letters, digits and underscores. The time in it keeps messages apart
   * whose numbers are the same because an installation began anew.
   */
  static String id(IncomingMessage message) {
    return "msg_%d_%s"
        .formatted(message.messageId(), Long.toString(message.receivedAt().toEpochMilli(), 36));
  }

  /** The body, in UTF-8. What is absent is null. */
  static byte[] body(IncomingMessage message) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(size(message.content()))) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeStringField("type", TYPE);
        json.writeStringField(
            "timestamp", message.receivedAt().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeObjectFieldStart("data");
        json.writeNumberField("messageId", message.messageId());
        json.writeStringField("plugin", message.plugin());
        json.writeStringField("from", message.from());
        json.writeStringField("to", message.to());
        json.writeStringField("content", message.content());
        json.writeStringField("format", message.format());
        write(json, "sessionKey", message.sessionKey());
        write(json, "parentMessagingId", message.parentMessagingId());
        json.writeEndObject();
        json.writeEndObject();
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can be written", e);
    }
  }

  private static void write(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    } else {
      json.writeNullField(field);
    }
  }

  private static void write(JsonGenerator json, String field, OptionalInt value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(field, value.getAsInt());
    } else {
      json.writeNullField(field);
    }
  }

  /** A first guess; the buffer grows. */
  private static int size(String content) {
    return 300 + Math.min(content.length(), 1 << 16);
  }
}
