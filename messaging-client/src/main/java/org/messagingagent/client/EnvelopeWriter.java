package org.messagingagent.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes a SOAP request, in the namespace of the contract that is spoken. It is ours because common
 * writers leave a carriage return as it is, which every parser then turns into a line feed (XML 1.0
 * section 2.11).
 */
final class EnvelopeWriter {

  private static final int TYPICAL_SIZE = 2048;

  private final StringBuilder out = new StringBuilder(TYPICAL_SIZE);

  private EnvelopeWriter() {}

  /** Writes what stands in the Body. */
  @FunctionalInterface
  interface Body {
    void writeTo(EnvelopeWriter out);
  }

  static byte[] write(
      SoapVersion version,
      String namespace,
      Optional<String> applicationToken,
      Optional<String> ticket,
      Body body) {
    EnvelopeWriter writer = new EnvelopeWriter();
    StringBuilder out = writer.out;
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"");
    out.append(version.namespace());
    out.append("\" xmlns:m=\"").append(namespace);
    out.append("\" xmlns:a=\"").append(Namespaces.ARRAYS).append("\"><s:Header>");
    if (applicationToken.isPresent()) {
      writer.text("ApplicationToken", applicationToken.get());
    }
    if (ticket.isPresent()) {
      writer.open("Credentials").text("Ticket", ticket.get()).close("Credentials");
    }
    out.append("</s:Header><s:Body>");
    body.writeTo(writer);
    out.append("</s:Body></s:Envelope>");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Begins an element of the contract. */
  EnvelopeWriter open(String name) {
    out.append("<m:").append(name).append('>');
    return this;
  }

  EnvelopeWriter close(String name) {
    out.append("</m:").append(name).append('>');
    return this;
  }

  /** An element with a text in it. */
  EnvelopeWriter text(String name, String text) {
    open(name);
    escape(text);
    return close(name);
  }

  EnvelopeWriter number(String name, int value) {
    open(name);
    out.append(value);
    return close(name);
  }

  /** A number in an array of such. */
  EnvelopeWriter item(int value) {
    out.append("<a:int>").append(value).append("</a:int>");
    return this;
  }

  private void escape(String text) {
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      String instead =
          switch (text.charAt(i)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\r' -> "&#13;";
            default -> "";
          };
      if (!instead.isEmpty()) {
        out.append(text, copied, i).append(instead);
        copied = i + 1;
      }
    }
    out.append(text, copied, text.length());
  }
}
