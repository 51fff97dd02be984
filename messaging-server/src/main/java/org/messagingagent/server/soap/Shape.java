package org.messagingagent.server.soap;

import java.util.HashMap;
import java.util.Map;
import org.messagingagent.wire.Namespaces;

/**
 * An element of a request as the contract has it: what it holds, and which children we read.
 *
 * @param isItem whether it is one of many, so that it counts even where it is nil
 */
record Shape(
    String namespace, String name, Kind kind, boolean isItem, Map<String, Shape> children) {

  /** What an element holds. */
  enum Kind {
    STRUCT,
    TEXT,
    INTEGER
  }

  Shape {
    children = Map.copyOf(children);
  }

  static Shape struct(String name, Shape... children) {
    return new Shape(Namespaces.SERVICE, name, Kind.STRUCT, false, byName(children));
  }

  static Shape item(String name, Shape... children) {
    return new Shape(Namespaces.SERVICE, name, Kind.STRUCT, true, byName(children));
  }

  static Shape text(String name) {
    return new Shape(Namespaces.SERVICE, name, Kind.TEXT, false, Map.of());
  }

  static Shape integer(String name) {
    return new Shape(Namespaces.SERVICE, name, Kind.INTEGER, false, Map.of());
  }

  /** A number in an array of numbers, whose items have a namespace of their own. */
  static Shape itemInteger(String name) {
    return new Shape(Namespaces.ARRAYS, name, Kind.INTEGER, true, Map.of());
  }

  private static Map<String, Shape> byName(Shape... shapes) {
    Map<String, Shape> byName = new HashMap<>();
    for (Shape shape : shapes) {
      byName.put(shape.name(), shape);
    }
    return byName;
  }
}
