package org.messagingagent.plugin.httpsms;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.callback.CallbackRequest;

/**
 * What the gateway sent, an answer or a request of its own, to look things up in. For one thread.
 */
final class Received {

  private final CallbackRequest carrier;
  private final Optional<Object> item;
  private Optional<Object> json = Optional.empty();
  private boolean read;

  private Received(CallbackRequest carrier, Optional<Object> item) {
    this.carrier = carrier;
    this.item = item;
  }

  static Received of(CallbackRequest request) {
    return new Received(request, Optional.empty());
  }

  /** One of several reports or messages in the same request: pointers begin there. */
  Received item(Object value) {
    return new Received(carrier, Optional.of(value));
  }

  String text() {
    return carrier.text();
  }

  Optional<Object> json() {
    if (item.isPresent()) {
      return item;
    }
    if (!read) {
      read = true;
      json = JsonTree.parse(text());
    }
    return json;
  }

  Optional<String> header(String name) {
    return carrier.header(name);
  }

  /** A parameter of the query, a field of a form, or what has this name at the top of JSON. */
  List<String> field(String name) {
    List<String> query = carrier.queryParameters().getOrDefault(name, List.of());
    List<String> form =
        query.isEmpty() ? carrier.formParameters().getOrDefault(name, List.of()) : query;
    if (!form.isEmpty()) {
      return form;
    }
    return json()
        .filter(value -> value instanceof Map<?, ?>)
        .map(value -> ((Map<?, ?>) value).get(name))
        .filter(String.class::isInstance)
        .map(value -> List.of((String) value))
        .orElse(List.of());
  }
}
