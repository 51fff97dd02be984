package org.messagingagent.plugin.httpsms;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;

/**
 * A vendor's API as it is published: settings that make the plugin speak it, and what the vendor
 * sends, in files of its name. The requests and answers were written for these tests by the
 * vendors' public descriptions.
 */
record Vendor(String name) {

  /** The settings as an operator has them. */
  Map<String, String> settings() throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(open("settings.properties"), StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /** Opens the plugin with them, with the vendor's host alone another one. */
  Rig openAt(FakeGateway gateway, Path directory) throws Exception {
    Map<String, String> settings = settings();
    String url = settings.get("url");
    settings.put("url", gateway.url() + url.substring(url.indexOf('/', "https://".length())));
    return Rig.open(directory, settings);
  }

  String text(String file) throws IOException {
    try (InputStream in = open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  GatewayAnswer answer(int status, String file) throws IOException {
    return GatewayAnswer.json(status, text(file));
  }

  /** The host and path of the published address. */
  URI url() throws IOException {
    return URI.create(settings().get("url").replaceAll("[{}]", ""));
  }

  static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(joining("&"));
  }

  private InputStream open(String file) throws IOException {
    InputStream in = Vendor.class.getResourceAsStream("/vendors/%s/%s".formatted(name, file));
    if (in == null) {
      throw new IOException("There is no file " + file + " of " + name);
    }
    return in;
  }
}
