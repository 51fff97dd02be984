package org.messagingagent.plugin.httpsms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a template is JSON with its values in strings. */
final class JsonPlaces {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String WANTED =
      "put it between quotes, as in \"to\":\"{{to}}\"; {{messaging-id}} and {{parts}} may stand as numbers";

  private JsonPlaces() {}

  static void check(Template template) {
    for (Probe probe : Probe.of(template, true)) {
      // A mark after a backslash, or in the digits after \\u, makes the text no JSON.
      probe.checkWithin(texts(probe.text()), WANTED);
    }
  }

  private static List<String> texts(String json) {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      int depth = 0;
      int roots = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        roots += depth == 0 ? 1 : 0;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token == JsonToken.VALUE_STRING
            || token == JsonToken.FIELD_NAME
            || token == JsonToken.VALUE_NUMBER_INT) {
          texts.add(parser.getText());
        }
      }
      if (roots != 1) {
        throw new SettingFault("must be one JSON value");
      }
    } catch (JsonProcessingException e) {
      throw new SettingFault(
          "is no JSON once values are put in (%s, column %d); %s"
              .formatted(reason(e), e.getLocation().getColumnNr(), WANTED));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return texts;
  }

  /** Without what the text is, which may hold a secret. */
  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int detail = message.indexOf('\'');
    String first = detail > 0 ? message.substring(0, detail) : message;
    int colon = first.indexOf(':');
    return (colon > 0 ? first.substring(0, colon) : first).replace(" (", "").trim();
  }
}
