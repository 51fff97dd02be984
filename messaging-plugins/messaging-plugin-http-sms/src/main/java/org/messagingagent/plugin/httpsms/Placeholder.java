package org.messagingagent.plugin.httpsms;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/** What a template may name as {@code {{name}}}. */
enum Placeholder {
  TO("to"),
  FROM("from"),
  CONTENT("content"),
  MESSAGING_ID("messaging-id"),
  PARENT_ID("parent-id"),
  SESSION_KEY("session-key"),
  ENCODING("encoding"),
  PARTS("parts"),
  USER("user"),
  PASSWORD("password"),
  TOKEN("token"),
  ACCOUNT("account"),
  RECEIPT_URL("receipt-url"),
  INCOMING_URL("incoming-url"),
  TRACE_PARENT("trace-parent");

  private final String text;

  Placeholder(String text) {
    this.text = text;
  }

  /** Whether it is always digits, and can stand as a number in JSON. */
  boolean isNumber() {
    return this == MESSAGING_ID || this == PARTS;
  }

  /** The name between the braces. */
  @Override
  public String toString() {
    return text;
  }

  static Placeholder named(String name) {
    return Arrays.stream(values())
        .filter(placeholder -> placeholder.text.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingFault(
                    "names {{%s}}, which is not known; there is %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map("{{%s}}"::formatted)
                                .collect(joining(", ")))));
  }
}
