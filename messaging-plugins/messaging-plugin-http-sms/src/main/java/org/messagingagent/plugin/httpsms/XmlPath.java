package org.messagingagent.plugin.httpsms;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Elements of XML by the names on the way to them, such as {@code /response/message/id}, or an
 * attribute of theirs: {@code /response/message/@id}. Namespaces are not looked at.
 */
final class XmlPath {

  private static final Pattern PATH = Pattern.compile("(?:/[^/@\\s]+)+(?:/@[^/@\\s]+)?");
  private static final int DEEPEST = 64;
  private static final int MOST_FOUND = 1_000;

  private final String elements;
  private final Optional<String> attribute;

  private XmlPath(String elements, Optional<String> attribute) {
    this.elements = elements;
    this.attribute = attribute;
  }

  static XmlPath parse(String path) {
    if (!PATH.matcher(path).matches()) {
      throw new SettingFault(
          "has the XML path '%s', which must be names of elements with slashes before them, as in xml:/response/id or xml:/response/message/@id"
              .formatted(path));
    }
    int at = path.indexOf("/@");
    return at < 0
        ? new XmlPath(path, Optional.empty())
        : new XmlPath(path.substring(0, at), Optional.of(path.substring(at + 2)));
  }

  /** All texts there; none where the text is no XML. */
  List<String> find(String xml) {
    try {
      XMLStreamReader reader = XmlReaders.of(new StringReader(xml));
      try {
        return find(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      return List.of();
    }
  }

  private List<String> find(XMLStreamReader reader) throws XMLStreamException {
    List<String> found = new ArrayList<>();
    Deque<String> paths = new ArrayDeque<>(List.of(""));
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (paths.size() > DEEPEST) {
            return List.of();
          }
          paths.push(paths.peek() + "/" + reader.getLocalName());
          if (paths.peek().equals(elements) && found.size() < MOST_FOUND) {
            text.setLength(0);
            attribute.flatMap(name -> attribute(reader, name)).ifPresent(found::add);
          }
        }
        case XMLStreamConstants.CHARACTERS -> {
          if (paths.peek().equals(elements)) {
            text.append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (paths.pop().equals(elements) && attribute.isEmpty() && found.size() < MOST_FOUND) {
            found.add(text.toString());
          }
        }
        default -> {}
      }
    }
    return found;
  }

  private static Optional<String> attribute(XMLStreamReader reader, String name) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (reader.getAttributeLocalName(i).equals(name)) {
        return Optional.of(reader.getAttributeValue(i));
      }
    }
    return Optional.empty();
  }
}
