package org.messagingagent.plugin.httpsms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON from a stranger, as maps, lists and texts: numbers and truth values are the texts that they
 * were written as. Bounded in depth and size.
 */
final class JsonTree {

  /** Stands for null in a list, and for nothing else. */
  static final Object NULL = new Object();

  private static final int DEEPEST = 64;
  private static final int MOST_VALUES = 100_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private final JsonParser parser;
  private int count;

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  /** The value; empty where the text is no JSON, or too much of it. */
  static Optional<Object> parse(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      Object value = new JsonTree(parser).value();
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Object value() throws IOException {
    if (++count > MOST_VALUES) {
      throw new IOException("too many values");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_NULL -> NULL;
      default -> parser.getText();
    };
  }

  private Map<String, Object> object() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value());
    }
    return members;
  }

  private List<Object> array() throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }
}
