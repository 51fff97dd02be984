package org.messagingagent.server.e2e.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.GatewayRequest;

/** Receives web hooks, checks them by the specification's words, and keeps count of them. */
final class WebhookReceiver implements AutoCloseable {

  private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeGateway gateway = FakeGateway.start();
  private final Map<String, Integer> timesById = new HashMap<>();
  private final Map<String, TreeSet<String>> idsByContent = new HashMap<>();
  private final Map<String, List<String>> firstsBySession = new LinkedHashMap<>();
  private final List<String> forgeries = new ArrayList<>();
  private Optional<CountDownLatch> held = Optional.empty();
  private int waiting;

  WebhookReceiver() {
    gateway.otherwise(this::answer);
  }

  /** The secret that messages have to be signed with. */
  static String secret() {
    return "whsec_" + KEY;
  }

  String url() {
    return gateway.url() + "/messages";
  }

  /** From now on no request is answered until the latch is open. */
  synchronized CountDownLatch hold() {
    CountDownLatch latch = new CountDownLatch(1);
    held = Optional.of(latch);
    waiting = 0;
    return latch;
  }

  /** Answers all that waits, and what comes. */
  synchronized void release() {
    held.ifPresent(CountDownLatch::countDown);
    held = Optional.empty();
  }

  /** How many requests came since {@link #hold()}. */
  synchronized int waiting() {
    return waiting;
  }

  void goAway() {
    gateway.goAway();
  }

  void comeBack() {
    gateway.comeBack();
  }

  synchronized int requests() {
    return timesById.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized boolean has(String content) {
    return idsByContent.containsKey(content);
  }

  /** The ids under which each content came. */
  synchronized Map<String, TreeSet<String>> idsByContent() {
    return Map.copyOf(idsByContent);
  }

  /** How often each id came. */
  synchronized Map<String, Integer> timesById() {
    return Map.copyOf(timesById);
  }

  /** The contents of a session in the order in which they first came. */
  synchronized List<String> firstsOf(String session) {
    return List.copyOf(firstsBySession.getOrDefault(session, List.of()));
  }

  /** Requests that were not signed as they should be. */
  synchronized List<String> forgeries() {
    return List.copyOf(forgeries);
  }

  private synchronized GatewayAnswer answer(GatewayRequest request) {
    String id = request.header("webhook-id").orElse("");
    if (!isGenuine(id, request)) {
      forgeries.add(request.headers() + request.text());
      return GatewayAnswer.status(401);
    }
    JsonNode data = data(request);
    String content = data.path("content").asText();
    timesById.merge(id, 1, Integer::sum);
    if (idsByContent.computeIfAbsent(content, c -> new TreeSet<>()).add(id)) {
      firstsBySession
          .computeIfAbsent(data.path("sessionKey").asText(""), s -> new ArrayList<>())
          .add(content);
    }
    waiting++;
    return held.map(GatewayAnswer.status(204)::heldUntil).orElse(GatewayAnswer.status(204));
  }

  private static boolean isGenuine(String id, GatewayRequest request) {
    String head = id + "." + request.header("webhook-timestamp").orElse("") + ".";
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
      mac.update(head.getBytes(StandardCharsets.UTF_8));
      String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.body()));
      return request.header("webhook-signature").filter(expected::equals).isPresent();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode data(GatewayRequest request) {
    try {
      return JSON.readTree(request.body()).path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    release();
    gateway.close();
  }
}
