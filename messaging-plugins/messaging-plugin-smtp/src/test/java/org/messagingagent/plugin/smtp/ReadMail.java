package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * A mail read as RFC 5322 says and no other way, by none of the code that made it.
 *
 * @param names of its header fields, in order
 * @param fields as written, without the last end
 */
record ReadMail(List<String> names, List<String> fields, String body) {

  static ReadMail of(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n'
              || c == '\n' && i > 0 && text.charAt(i - 1) == '\r';
      if ((c == '\r' || c == '\n') && !pair) {
        throw new AssertionError("A lone line end at " + i);
      }
    }
    int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("No empty line ends the header");
    }
    List<String> names = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (String line : text.substring(0, end).split("\r\n")) {
      if (line.startsWith(" ") || line.startsWith("\t")) {
        int last = fields.size() - 1;
        fields.set(last, fields.get(last) + "\r\n" + line);
      } else {
        names.add(line.substring(0, line.indexOf(':')));
        fields.add(line);
      }
    }
    return new ReadMail(names, fields, text.substring(end + 4));
  }

  /** The value of the only field of this name. */
  String value(String name) {
    List<String> found =
        fields.stream().filter(f -> f.toLowerCase().startsWith(name.toLowerCase() + ":")).toList();
    if (found.size() != 1) {
      throw new AssertionError("%s is there %d times".formatted(name, found.size()));
    }
    return found.get(0).substring(name.length() + 1).replace("\r\n", "").strip();
  }
}
