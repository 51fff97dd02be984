package org.messagingagent.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the command line is connected to.
 *
 * @param secret asks for a secret, which is not shown; empty where nobody can be asked
 * @param question asks for a line; empty where nobody can be asked
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Map<String, String> environment,
    Function<String, Optional<String>> secret,
    Function<String, Optional<String>> question) {

  void print(String line) {
    out.println(line);
    out.flush();
  }

  void printJson(Object value) {
    try {
      print(Json.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer cannot be written as JSON", e);
    }
  }

  /** Text of others, made harmless for a terminal: control characters but line ends are shown. */
  static String harmless(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c != '\n' && c != '\t' && Character.isISOControl(c)) {
                plain.append("\\u%04x".formatted(c));
              } else {
                plain.appendCodePoint(c);
              }
            });
    return plain.toString();
  }

  /** Loaded when it is first used: most commands have no need of it. */
  private static final class Json {

    static final ObjectMapper MAPPER =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  }
}
