package org.messagingagent.server.store.postgres;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A node's settings as one text: a key, an equals sign and a value each line. */
final class SettingsText {

  private SettingsText() {}

  static String write(Map<String, String> settings) {
    return new TreeMap<>(settings)
        .entrySet().stream()
            .map(entry -> line(entry.getKey()) + "=" + line(entry.getValue()))
            .collect(Collectors.joining("\n"));
  }

  static Map<String, String> read(String text) {
    Map<String, String> settings = new TreeMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        settings.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return settings;
  }

  private static String line(String text) {
    return text.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
  }
}
