package org.messagingagent.plugin.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what the plugin wrote, line by line. */
final class JsonLines {

  private JsonLines() {}

  static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (String line : Files.readString(file).split("\n")) {
      objects.add(parse(line));
    }
    return objects;
  }

  private static Map<String, Object> parse(String line) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        fields.put(
            name,
            switch (json.nextToken()) {
              case VALUE_NULL -> null;
              case VALUE_NUMBER_INT -> json.getLongValue();
              default -> json.getText();
            });
      }
    }
    return fields;
  }
}
