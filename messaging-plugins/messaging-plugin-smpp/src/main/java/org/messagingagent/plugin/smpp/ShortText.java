package org.messagingagent.plugin.smpp;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The text of a short message, not decoded yet: a character may begin in one part and end in the
 * next.
 *
 * @param octets without a user data header
 * @param concat which part it is; empty where it is all
 */
record ShortText(Writing writing, byte[] octets, Optional<ConcatHeader> concat) {

  private static final String SEPARATOR = ":";

  String decoded() {
    return writing.decode(octets);
  }

  /** As it is kept. */
  String text() {
    return writing.name() + SEPARATOR + Base64.getEncoder().encodeToString(octets);
  }

  /** What {@link #text()} made. */
  static ShortText of(String text) {
    int end = text.indexOf(SEPARATOR);
    return new ShortText(
        Writing.valueOf(text.substring(0, end)),
        Base64.getDecoder().decode(text.substring(end + 1)),
        Optional.empty());
  }

  /** The text of all parts together; where they are written alike, their octets are joined. */
  static String joined(List<ShortText> parts) {
    Writing writing = parts.get(0).writing();
    if (!parts.stream().allMatch(part -> part.writing() == writing)) {
      StringBuilder text = new StringBuilder();
      parts.forEach(part -> text.append(part.decoded()));
      return text.toString();
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    parts.forEach(part -> octets.writeBytes(part.octets()));
    return writing.decode(octets.toByteArray());
  }

  /** Without the text. */
  @Override
  public String toString() {
    return "ShortText[%s, %d octets]".formatted(writing, octets.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShortText text && text().equals(text.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }
}
