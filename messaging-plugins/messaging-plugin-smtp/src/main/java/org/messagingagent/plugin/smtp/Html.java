package org.messagingagent.plugin.smtp;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is to be read in a page of HTML. No parser: it is for people to read, and bears all. */
final class Html {

  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_ENTITY = 10;
  private static final Set<String> HIDDEN = Set.of("script", "style", "head", "title");
  private static final Set<String> LINES =
      Set.of("br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr");
  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

  private Html() {}

  /** The title of the page, on one line. */
  static Optional<String> title(String page) {
    int tag = indexOf(page, "<title", 0);
    int start = tag < 0 ? -1 : page.indexOf('>', tag);
    int end = start < 0 ? -1 : indexOf(page, "</title", start);
    if (end < 0) {
      return Optional.empty();
    }
    int most = Math.min(end, start + 1 + 10 * LONGEST_TITLE);
    String title = Texts.oneLine(entities(page.substring(start + 1, most)), LONGEST_TITLE);
    return Optional.of(title).filter(text -> !text.isEmpty());
  }

  /** The text of the page, without tags. */
  static String text(String page) {
    StringBuilder text = new StringBuilder(page.length() / 2);
    int at = 0;
    while (at < page.length()) {
      int open = page.indexOf('<', at);
      if (open < 0) {
        open = page.length();
      }
      appendFolded(text, entities(page.substring(at, open)));
      at = open == page.length() ? open : afterTag(page, open, text);
    }
    return text.toString().strip();
  }

  private static int afterTag(String page, int open, StringBuilder text) {
    if (page.startsWith("<!--", open)) {
      int end = page.indexOf("-->", open);
      return end < 0 ? page.length() : end + 3;
    }
    int close = page.indexOf('>', open);
    if (close < 0) {
      return page.length();
    }
    String name = name(page, open + 1, close);
    if (HIDDEN.contains(name)) {
      int end = indexOf(page, "</" + name, close);
      int after = end < 0 ? -1 : page.indexOf('>', end);
      return after < 0 ? page.length() : after + 1;
    }
    if (LINES.contains(name.startsWith("/") ? name.substring(1) : name)) {
      endLine(text);
    }
    return close + 1;
  }

  private static String name(String page, int from, int to) {
    int end = from;
    while (end < to
        && end - from < 12
        && (Character.isLetterOrDigit(page.charAt(end)) || end == from)) {
      end++;
    }
    return page.substring(from, end).toLowerCase(Locale.ROOT);
  }

  private static void endLine(StringBuilder text) {
    int length = text.length();
    if (length >= 1 && text.charAt(length - 1) == ' ') {
      text.setLength(--length);
    }
    boolean twoEnds =
        length >= 2 && text.charAt(length - 1) == '\n' && text.charAt(length - 2) == '\n';
    if (length > 0 && !twoEnds) {
      text.append('\n');
    }
  }

  private static void appendFolded(StringBuilder text, String words) {
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (!Character.isWhitespace(c)) {
        text.append(c);
      } else if (text.length() > 0 && !Character.isWhitespace(text.charAt(text.length() - 1))) {
        text.append(' ');
      }
    }
  }

  private static String entities(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int end = c == '&' ? entityEnd(text, i) : -1;
      Optional<String> read = end > i ? entity(text.substring(i + 1, end)) : Optional.empty();
      if (read.isPresent()) {
        plain.append(read.get());
        i = end;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static int entityEnd(String text, int from) {
    int last = Math.min(text.length() - 1, from + LONGEST_ENTITY);
    for (int i = from; i <= last; i++) {
      if (text.charAt(i) == ';') {
        return i;
      }
    }
    return -1;
  }

  private static Optional<String> entity(String name) {
    if (!name.startsWith("#")) {
      return Optional.ofNullable(ENTITIES.get(name));
    }
    try {
      boolean hex = name.startsWith("#x") || name.startsWith("#X");
      int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
      boolean character =
          Character.isValidCodePoint(code) && Character.getType(code) != Character.SURROGATE;
      return character ? Optional.of(Character.toString(code)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static int indexOf(String page, String lowerCase, int from) {
    int last = page.length() - lowerCase.length();
    for (int i = from; i <= last; i++) {
      if (page.regionMatches(true, i, lowerCase, 0, lowerCase.length())) {
        return i;
      }
    }
    return -1;
  }
}
