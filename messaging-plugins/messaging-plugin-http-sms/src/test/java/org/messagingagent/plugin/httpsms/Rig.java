package org.messagingagent.plugin.httpsms;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/** The plugin, open with settings of a test. */
final class Rig implements AutoCloseable {

  static final URI ADDRESS = URI.create("https://agent.example.com/gateway/http-sms/");
  static final String SECRET = "0123456789abcdef";

  /** A small API: JSON, with an id in the answer. */
  static Map<String, String> simple(String url) {
    Map<String, String> settings = new HashMap<>();
    settings.put("url", url + "/send");
    settings.put("body-type", "json");
    settings.put("body", "{\"from\":\"{{from}}\",\"to\":\"{{to}}\",\"text\":\"{{content}}\"}");
    settings.put("answer.id", "json:/id");
    settings.put("answer.reason", "json:/why");
    return settings;
  }

  final TestPluginContext context;
  final HttpSmsChannel channel;

  private Rig(TestPluginContext context) throws Exception {
    this.context = context;
    this.channel = (HttpSmsChannel) context.open();
  }

  static Rig open(Path directory, Map<String, String> settings) throws Exception {
    return new Rig(
        TestPluginContext.of(new HttpSmsPlugin(), directory)
            .withSettings(settings)
            .withCallbackAddress(ADDRESS));
  }

  static Rig open(TestPluginContext context) throws Exception {
    return new Rig(context);
  }

  SendOutcome send(int id, String content) throws Exception {
    return channel.send(message(id, "+4790000001", "+4790000002", content, ""));
  }

  static OutgoingMessage message(int id, String from, String to, String content, String format) {
    return new OutgoingMessage(
        id, from, to, content, format, OptionalInt.empty(), Optional.empty(), 1);
  }

  CallbackResponse post(String path, String contentType, String body) {
    return channel.answer(request("POST", path, Map.of("Content-Type", contentType), body));
  }

  /**
   * @param target the path, and where there is a question mark the query
   */
  static CallbackRequest request(
      String method, String target, Map<String, String> headers, String body) {
    String[] parts = target.split("\\?", 2);
    Map<String, List<String>> all = new TreeMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return new CallbackRequest(
        method,
        parts[0],
        parts.length > 1 ? parts[1] : "",
        all,
        body.getBytes(StandardCharsets.UTF_8),
        InetAddress.getLoopbackAddress(),
        true);
  }

  @Override
  public void close() {
    channel.close();
    context.close();
  }
}
