package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The reports or messages in one request: itself, or what is in an array of its JSON. Immutable.
 */
final class Items {

  private static final String JSON = "json:";
  private static final int MOST = 1_000;

  private final Optional<JsonPath> path;

  private Items(Optional<JsonPath> path) {
    this.path = path;
  }

  static Items read(Layers layers, String key) {
    return new Items(
        layers
            .get(key)
            .filter(value -> !value.trim().equals(Extractor.NONE))
            .flatMap(value -> layers.read(key, value.trim(), Items::path)));
  }

  private static JsonPath path(String text) {
    if (!text.startsWith(JSON)) {
      throw new SettingFault(
          "must be json:/… of an array, such as json:/results, was '%s'".formatted(text));
    }
    return JsonPath.parse(text.substring(JSON.length()));
  }

  List<Received> of(Received request) throws BadCallbackException {
    if (path.isEmpty()) {
      return List.of(request);
    }
    Object root = request.json().orElseThrow(() -> new BadCallbackException("The body is no JSON"));
    List<Received> items = new ArrayList<>();
    for (Object value : path.get().find(root)) {
      List<?> several = value instanceof List<?> list ? list : List.of(value);
      several.forEach(item -> items.add(request.item(item)));
    }
    if (items.size() > MOST) {
      throw new BadCallbackException("There are more than %d in one request".formatted(MOST));
    }
    return items;
  }
}
