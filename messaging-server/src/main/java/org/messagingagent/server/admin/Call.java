package org.messagingagent.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.admin.AdministrationException.Reason;

/**
 * What is asked over HTTP.
 *
 * @param parts of the path, after {@code /admin/v1/}
 */
record Call(String method, List<String> parts, Map<String, String> query, byte[] body) {

  static final String ROOT = "/admin/v1/";

  private static final int DEFAULT_LIMIT = 50;

  /** Taken apart and decoded. */
  static Call of(String method, String path, Optional<String> query, byte[] body) {
    if (!path.startsWith(ROOT)) {
      throw nothingAt(method, path);
    }
    List<String> parts =
        Arrays.stream(path.substring(ROOT.length()).split("/", -1)).map(Call::decoded).toList();
    Map<String, String> values = new HashMap<>();
    for (String pair : query.orElse("").split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return new Call(method, parts, values, body);
  }

  /** The method, the first part of the path, and how many parts there are. */
  String route() {
    return method + " " + parts.get(0) + "/" + parts.size();
  }

  String part(int index) {
    return parts.get(index);
  }

  AdministrationException nothingHere() {
    return nothingAt(method, ROOT + String.join("/", parts));
  }

  private static AdministrationException nothingAt(String method, String path) {
    return new AdministrationException(
        Reason.NOT_FOUND, "There is nothing at %s %s".formatted(method, path));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  int limit() {
    return (int) Math.min(number("limit", DEFAULT_LIMIT), Integer.MAX_VALUE);
  }

  long before() {
    return number("before", Long.MAX_VALUE);
  }

  long number(String name, long otherwise) {
    String value = query.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new AdministrationException(
          Reason.INVALID, "'%s' must be a whole number, was '%s'".formatted(name, value));
    }
  }

  /** The id of a message that is a part of the path. */
  long id(int index, long largest) {
    String text = parts.get(index);
    try {
      long id = Long.parseLong(text);
      if (id >= 1 && id <= largest) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw new AdministrationException(
        Reason.INVALID, "A message id is a positive whole number, was '%s'".formatted(text));
  }

  String text(String field) {
    JsonNode value = json().path(field);
    if (!value.isTextual()) {
      throw new AdministrationException(
          Reason.INVALID, "The request has no text '%s'".formatted(field));
    }
    return value.textValue();
  }

  /** A list of texts in the body; empty where it is absent. */
  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    JsonNode list = json().path(field);
    if (!list.isMissingNode() && !list.isArray()) {
      throw new AdministrationException(
          Reason.INVALID, "'%s' must be a list of texts".formatted(field));
    }
    for (JsonNode text : list) {
      if (!text.isTextual()) {
        throw new AdministrationException(
            Reason.INVALID, "'%s' must be a list of texts".formatted(field));
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  boolean has(String field) {
    return json().has(field);
  }

  private JsonNode json() {
    try {
      return Json.MAPPER.readTree(body);
    } catch (IOException e) {
      throw new AdministrationException(Reason.INVALID, "The request is not JSON");
    }
  }

  private static String decoded(String text) {
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (decoded.indexOf('\0') < 0) { // which some databases do not take in a text
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with what is no text.
    }
    throw new AdministrationException(Reason.INVALID, "The address is not properly encoded");
  }
}
