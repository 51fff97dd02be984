package org.messagingagent.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.stream.XMLStreamException;

/**
 * Reads the replies, each from its own element on, and goes past it. What a server left out or made
 * nil is empty; what it added is skipped.
 */
final class ReplyBodies {

  private ReplyBodies() {}

  /** Reads a reply. */
  @FunctionalInterface
  interface Body<T> {
    T read(ReplyStream in) throws XMLStreamException;

    /** What this whole answer comes to, where that is known without reading it. */
    default Optional<T> known(byte[] answer) {
      return Optional.empty();
    }

    /** A whole answer that was read and is a success. */
    default void remember(byte[] answer) {}
  }

  /** The reply of a log-on. */
  record LoggedOn(boolean succeeded, String ticket) {}

  /** A status as it came. */
  record Status(OptionalInt id, OptionalInt code, String description) {

    /** As a value; with these where the server gave none. */
    DeliveryStatus or(int otherId) {
      return new DeliveryStatus(
          id.orElse(otherId), code.orElse(DeliveryStatus.Status.ERROR.code()), description);
    }
  }

  static LoggedOn loggedOn(ReplyStream in) throws XMLStreamException {
    String[] ticket = {""};
    boolean[] succeeded = new boolean[1];
    in.children(
        name -> {
          switch (name) {
            case "AuthenticationSucceeded" -> succeeded[0] = isTrue(in.readText());
            case "Credentials" ->
                in.children(
                    inner -> {
                      if (inner.equals("Ticket")) {
                        ticket[0] = in.readText();
                      } else {
                        in.skip();
                      }
                    });
            default -> in.skip();
          }
        });
    return new LoggedOn(succeeded[0], ticket[0]);
  }

  /** One for each element; empty for one that is nil. */
  static List<Optional<Status>> statuses(ReplyStream in) throws XMLStreamException {
    List<Optional<Status>> statuses = new ArrayList<>();
    eachOfTheResponse(
        in,
        () -> {
          boolean nil = in.isNil();
          Status status = status(in);
          statuses.add(nil ? Optional.empty() : Optional.of(status));
        });
    return statuses;
  }

  static List<PluginInfo> plugins(ReplyStream in) throws XMLStreamException {
    List<PluginInfo> plugins = new ArrayList<>();
    eachOfTheResponse(
        in,
        () -> {
          if (in.isNil()) {
            in.skip();
          } else {
            plugins.add(plugin(in));
          }
        });
    return List.copyOf(plugins);
  }

  private static Status status(ReplyStream in) throws XMLStreamException {
    OptionalInt[] numbers = {OptionalInt.empty(), OptionalInt.empty()};
    String[] description = {""};
    in.children(
        name -> {
          switch (name) {
            case "MessagingId" -> numbers[0] = number(in.readText());
            case "Status" -> numbers[1] = number(in.readText());
            case "StatusDescription" -> description[0] = in.readText();
            default -> in.skip();
          }
        });
    return new Status(numbers[0], numbers[1], description[0]);
  }

  private static PluginInfo plugin(ReplyStream in) throws XMLStreamException {
    String[] pluginName = {""};
    List<String> formats = new ArrayList<>();
    boolean[] config = new boolean[1];
    in.children(
        name -> {
          switch (name) {
            case "Name" -> pluginName[0] = in.readText();
            case "SupportsConfig" -> config[0] = isTrue(in.readText());
            case "SupportedMessagingFormats" ->
                in.children(
                    item -> {
                      boolean nil = in.isNil();
                      String format = in.readText();
                      if (!nil) {
                        formats.add(format);
                      }
                    });
            default -> in.skip();
          }
        });
    return new PluginInfo(pluginName[0], formats, config[0]);
  }

  /** Reads one element and goes past it. */
  @FunctionalInterface
  private interface Element {
    void read() throws XMLStreamException;
  }

  private static void eachOfTheResponse(ReplyStream in, Element element) throws XMLStreamException {
    in.children(
        name -> {
          if (name.equals("Response")) {
            in.children(item -> element.read());
          } else {
            in.skip();
          }
        });
  }

  private static boolean isTrue(String text) {
    String value = text.strip();
    return value.equals("true") || value.equals("1");
  }

  private static OptionalInt number(String text) throws XMLStreamException {
    String value = text.strip();
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new XMLStreamException("The answer has a text where a number is due", e);
    }
  }
}
