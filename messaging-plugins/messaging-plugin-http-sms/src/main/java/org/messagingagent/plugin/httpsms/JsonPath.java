package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A JSON Pointer (RFC 6901) in which {@code *} stands for each element of an array. */
final class JsonPath {

  private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,5}");
  private static final int MOST_FOUND = 1_000;

  private final List<String> names;

  private JsonPath(List<String> names) {
    this.names = names;
  }

  /** Reads a pointer; empty stands for the whole. */
  static JsonPath parse(String pointer) {
    if (pointer.isEmpty()) {
      return new JsonPath(List.of());
    }
    if (!pointer.startsWith("/")) {
      throw new SettingFault(
          "has the JSON Pointer '%s', which must begin with a slash, as in json:/messages/0/id"
              .formatted(pointer));
    }
    if (BAD_ESCAPE.matcher(pointer).find()) {
      throw new SettingFault(
          "has the JSON Pointer '%s' with a lone ~; write ~0 for ~ and ~1 for / in a name"
              .formatted(pointer));
    }
    return new JsonPath(
        Arrays.stream(pointer.substring(1).split("/", -1))
            .map(name -> name.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  /** All values there, at most {@value #MOST_FOUND}. */
  List<Object> find(Object root) {
    List<Object> found = List.of(root);
    for (String name : names) {
      List<Object> next = new ArrayList<>();
      for (Object value : found) {
        step(value, name, next);
      }
      found = next;
    }
    return found.stream().filter(value -> value != JsonTree.NULL).toList();
  }

  private static void step(Object value, String name, List<Object> next) {
    if (value instanceof Map<?, ?> members) {
      Object member = members.get(name);
      if (member != null && next.size() < MOST_FOUND) {
        next.add(member);
      }
    } else if (value instanceof List<?> elements) {
      if (name.equals("*")) {
        elements.stream().limit(MOST_FOUND - next.size()).forEach(next::add);
      } else if (INDEX.matcher(name).matches() && Integer.parseInt(name) < elements.size()) {
        next.add(elements.get(Integer.parseInt(name)));
      }
    }
  }
}
