package org.messagingagent.plugin.httpsms;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds something in what the gateway sent: {@code json:/messages/0/id}, {@code xml:/response/id},
 * {@code field:MessageSid}, {@code header:X-Message-Id} or {@code pattern:OK ([0-9]+)}. Patterns
 * are those of RE2, whose time grows with the text alone, whatever the pattern is. Immutable.
 */
final class Extractor {

  /** The word for an extractor that is not there, though a preset has one. */
  static final String NONE = "none";

  private static final int LONGEST_PATTERN = 500;
  private static final int LONGEST_SEARCHED = 64 * 1024;
  private static final int MOST_MATCHES = 100;
  private static final String EXPECTED =
      "must be json:/…, xml:/…, field:…, header:… or pattern:…, such as json:/messages/0/id";

  private interface Finder {
    List<String> find(Received received);
  }

  private final String text;
  private final Finder finder;

  private Extractor(String text, Finder finder) {
    this.text = text;
    this.finder = finder;
  }

  static Extractor parse(String setting) {
    String text = setting.trim();
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new SettingFault("%s, was '%s'".formatted(EXPECTED, text));
    }
    String rest = text.substring(colon + 1);
    Finder finder =
        switch (text.substring(0, colon)) {
          case "json" -> json(JsonPath.parse(rest));
          case "xml" -> xml(XmlPath.parse(rest));
          case "field" -> field(named(rest, "field:MessageSid"));
          case "header" -> header(named(rest, "header:X-Message-Id"));
          case "pattern" -> pattern(rest);
          default -> throw new SettingFault("%s, was '%s'".formatted(EXPECTED, text));
        };
    return new Extractor(text, finder);
  }

  /** All that is found, in its order; without what is empty. */
  List<String> find(Received received) {
    return finder.find(received).stream().filter(value -> !value.isEmpty()).toList();
  }

  Optional<String> first(Received received) {
    return find(received).stream().findFirst();
  }

  /** As it is written in the settings. */
  @Override
  public String toString() {
    return text;
  }

  private static Finder json(JsonPath path) {
    return received ->
        received.json().map(path::find).orElse(List.of()).stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .toList();
  }

  private static Finder xml(XmlPath path) {
    return received -> path.find(received.text());
  }

  private static Finder field(String name) {
    return received -> received.field(name);
  }

  private static Finder header(String name) {
    return received -> received.header(name).stream().toList();
  }

  private static String named(String name, String example) {
    if (name.isBlank()) {
      throw new SettingFault("must have a name after the colon, as in " + example);
    }
    return name;
  }

  private static Finder pattern(String expression) {
    Pattern pattern = compiled(expression);
    return received -> {
      String text = received.text();
      Matcher matcher =
          pattern.matcher(text.substring(0, Math.min(text.length(), LONGEST_SEARCHED)));
      List<String> found = new ArrayList<>();
      while (found.size() < MOST_MATCHES && matcher.find()) {
        Optional.ofNullable(matcher.group(1)).ifPresent(found::add);
      }
      return found;
    };
  }

  private static Pattern compiled(String expression) {
    if (expression.length() > LONGEST_PATTERN) {
      throw new SettingFault("has a pattern of more than %d characters".formatted(LONGEST_PATTERN));
    }
    try {
      Pattern pattern = Pattern.compile(expression);
      if (pattern.groupCount() != 1) {
        throw new SettingFault(
            "has a pattern with %d groups; put what is wanted, and that alone, into round brackets, as in pattern:OK ([0-9]+), and write (?:…) for others"
                .formatted(pattern.groupCount()));
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new SettingFault(
          "has no pattern of RE2: %s in '%s'".formatted(e.getDescription(), e.getPattern()));
    }
  }
}
