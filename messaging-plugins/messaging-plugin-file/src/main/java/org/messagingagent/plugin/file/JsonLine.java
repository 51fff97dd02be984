package org.messagingagent.plugin.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;

/** A message as one line of JSON in UTF-8, line feed included. What is absent is null. */
final class JsonLine {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonLine() {}

  static byte[] of(IncomingMessage message) throws IOException {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(size(message.content()))) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeNumberField("messageId", message.messageId());
        json.writeStringField("plugin", message.plugin());
        json.writeStringField("from", message.from());
        json.writeStringField("to", message.to());
        json.writeStringField("content", message.content());
        json.writeStringField("format", message.format());
        write(json, "sessionKey", message.sessionKey());
        write(json, "parentMessagingId", message.parentMessagingId());
        json.writeStringField("receivedAt", message.receivedAt().toString());
        json.writeNumberField("attempt", message.attempt());
        json.writeEndObject();
      }
      bytes.write('\n');
      return bytes.toByteArray();
    }
  }

  static byte[] of(OutgoingMessage message, String plugin, String externalId, Instant sentAt)
      throws IOException {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(size(message.content()))) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeNumberField("messagingId", message.messagingId());
        json.writeStringField("plugin", plugin);
        json.writeStringField("from", message.from());
        json.writeStringField("to", message.to());
        json.writeStringField("content", message.content());
        json.writeStringField("format", message.format());
        write(json, "parentMessagingId", message.parentMessagingId());
        write(json, "suggestedSessionKey", message.suggestedSessionKey());
        json.writeStringField("sentAt", sentAt.toString());
        json.writeNumberField("attempt", message.attempt());
        json.writeStringField("externalId", externalId);
        json.writeEndObject();
      }
      bytes.write('\n');
      return bytes.toByteArray();
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
