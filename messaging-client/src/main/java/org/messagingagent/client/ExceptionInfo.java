package org.messagingagent.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * What a server says of a call that it refused. Texts that it does not give are empty.
 *
 * @param type our server's code, or the original's class
 * @param parameters the offending fields and their values
 */
record ExceptionInfo(
    String message, String friendlyText, String type, Map<String, String> parameters) {

  /** Reads the element that the reader stands on, and goes past it; empty where it says nothing. */
  static Optional<ExceptionInfo> read(ReplyStream in) throws XMLStreamException {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> parameters = new LinkedHashMap<>();
    in.children(
        name -> {
          switch (name) {
            case "Message", "ExceptionType", "FriendlyText" -> texts.put(name, in.readText());
            case "Parameters" -> in.children(pair -> readPair(in, parameters));
            default -> in.skip(); // an inner exception has the same names
          }
        });
    return texts.values().stream().allMatch(String::isEmpty)
        ? Optional.empty()
        : Optional.of(
            new ExceptionInfo(
                texts.getOrDefault("Message", ""),
                texts.getOrDefault("FriendlyText", ""),
                texts.getOrDefault("ExceptionType", ""),
                parameters));
  }

  private static void readPair(ReplyStream in, Map<String, String> parameters)
      throws XMLStreamException {
    Map<String, String> pair = new LinkedHashMap<>();
    in.children(name -> pair.put(name, in.readText()));
    if (pair.containsKey("Key")) {
      parameters.put(pair.get("Key"), pair.getOrDefault("Value", ""));
    }
  }
}
