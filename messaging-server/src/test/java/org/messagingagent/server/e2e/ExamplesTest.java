package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.server.soap.Published;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;

/**
 * The published examples of the six operations, with nothing changed but ticket and values, over
 * real HTTP to a whole server: what they ask for happens, and the answer is in the caller's SOAP
 * version and contract. Where the published files are not at hand, our own in their shape stand in.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class ExamplesTest {

  private static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
  private static final List<String> OPERATIONS =
      List.of(
          "CreateMessage",
          "SendMessages",
          "SendMessagesWithConfig",
          "GetDeliveryStatus",
          "SetDeliveryStatus",
          "GetPlugins");
  private static final List<Integer> CONTRACTS =
      List.of(73, 75, 80, 81, 82, 83, 84, 85, 86, 87, 88);

  private final AtomicInteger numbers = new AtomicInteger();
  private LocalServer server;

  /** How the published text is put: as it stands, or as a caller of the WSDL puts it. */
  enum Shape {
    AS_PUBLISHED(SOAP_12, "application/soap+xml; charset=utf-8"),
    SOAP_11_WITH_HEADER(SOAP_11, "text/xml; charset=utf-8");

    private final String soap;
    private final String answerType;

    Shape(String soap, String answerType) {
      this.soap = soap;
      this.answerType = answerType;
    }

    String of(String example) {
      if (this == AS_PUBLISHED) {
        return example;
      }
      return Pattern.compile("(<[\\w-]+:ApplicationToken>.*?)(<([\\w-]+):Body>)", Pattern.DOTALL)
          .matcher(example)
          .replaceFirst("<$3:Header>$1</$3:Header>$2")
          .replace(SOAP_12, SOAP_11);
    }
  }

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    server = LocalServer.in(directory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<Arguments> waysToSend() {
    List<Arguments> ways = new ArrayList<>();
    for (String operation : OPERATIONS) {
      for (Shape shape : Shape.values()) {
        for (String type : List.of("text/xml; charset=utf-8", "application/soap+xml")) {
          for (String action :
              List.of("none", "right", "unquoted", "\"\"", "\"urn:something-else\"")) {
            ways.add(Arguments.of(operation, shape, type, action));
          }
        }
      }
    }
    return ways.stream();
  }

  @ParameterizedTest
  @MethodSource("waysToSend")
  void doesWhatItAsksForHoweverItIsSent(
      String operation, Shape shape, String contentType, String action) throws Exception {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    String right = new Envelopes(87).action("Messaging", operation);
    switch (action) {
      case "none" -> {}
      case "right" -> headers.put("SOAPAction", '"' + right + '"');
      case "unquoted" -> headers.put("SOAPAction", right);
      default -> headers.put("SOAPAction", action);
    }
    check(operation, shape, 87, headers);
  }

  static Stream<Arguments> contracts() {
    return OPERATIONS.stream()
        .flatMap(
            operation ->
                CONTRACTS.stream()
                    .filter(number -> number >= 82 || !operation.equals("SendMessagesWithConfig"))
                    .flatMap(
                        number ->
                            Stream.of(Shape.values())
                                .map(shape -> Arguments.of(operation, number, shape))));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void isAnsweredInTheContractOfTheCaller(String operation, int number, Shape shape)
      throws Exception {
    check(operation, shape, number, Map.of("Content-Type", "text/xml; charset=utf-8"));
  }

  private void check(String operation, Shape shape, int number, Map<String, String> headers)
      throws Exception {
    String content = operation + " & <" + numbers.incrementAndGet() + "> \uD83D\uDE00";
    Map<String, String> values = new LinkedHashMap<>();
    values.put("Ticket", server.ticket);
    values.put("Plugin", LocalServer.PLUGIN);
    values.put("To", "+4711111111");
    values.put("From", "+4799999999");
    values.put("Content", content);
    values.put("Format", "text");
    values.put("ParentMessagingId", "0");
    int messagingId = 0;
    switch (operation) {
      case "CreateMessage", "GetPlugins" -> values.put("SessionKey", "");
      case "SendMessages" -> values.put("SuggestedSessionKey", content);
      case "SendMessagesWithConfig" -> {
        values.put("Key", "account");
        values.put("Value", content);
      }
      case "GetDeliveryStatus" -> {
        messagingId = server.sendMessages("asked for").get(0).messagingId();
        server.plugin.sent.clear();
        values.put("int", Integer.toString(messagingId));
      }
      case "SetDeliveryStatus" -> {
        messagingId = server.sendMessages("reported").get(0).messagingId();
        values.put("ExternalMessageId", Recorder.externalId(Recorder.next(server.plugin.sent)));
        values.put("Status", "3");
        values.put("StatusDescription", content);
      }
      default -> throw new AssertionError(operation);
    }
    String envelope =
        shape.of(filled(example(operation), values)).replace("Services87", "Services" + number);

    HttpResponse<String> response =
        new RawSoap(number).post(server.address(), "Messaging", headers, envelope);

    Reply reply = new Reply(response.statusCode(), response.body());
    reply.requireSuccess();
    assertThat(reply.envelopeNamespace()).isEqualTo(shape.soap);
    assertThat(response.headers().firstValue("Content-Type")).contains(shape.answerType);
    assertThat(reply.payload())
        .isEqualTo("{%s}%sResponse".formatted(new Envelopes(number).namespace(), operation));
    checkEffect(operation, reply, content, messagingId);
  }

  private void checkEffect(String operation, Reply reply, String content, int messagingId)
      throws Exception {
    switch (operation) {
      case "CreateMessage" -> {
        IncomingMessage message = Recorder.next(server.plugin.handled);
        assertThat(message.content()).isEqualTo(content);
        assertThat(message.from()).isEqualTo("+4799999999");
        assertThat(message.to()).isEqualTo("+4711111111");
        assertThat(message.format()).isEqualTo("text");
      }
      case "SendMessages", "SendMessagesWithConfig" -> {
        OutgoingMessage message = Recorder.next(server.plugin.sent);
        assertThat(message.content()).isEqualTo(content);
        assertThat(reply.deliveryStatuses())
            .containsExactly(new Reply.DeliveryStatus(1, "", message.messagingId()));
        if (operation.equals("SendMessages")) {
          assertThat(message.suggestedSessionKey()).contains(content);
        } else {
          assertThat(Recorder.next(server.plugin.configs)).isEqualTo(Map.of("account", content));
        }
        assertThat(server.status(message.messagingId()).status()).isEqualTo(1);
      }
      case "GetDeliveryStatus" ->
          assertThat(reply.deliveryStatuses())
              .isNotEmpty()
              .containsOnly(new Reply.DeliveryStatus(1, "", messagingId));
      case "SetDeliveryStatus" ->
          assertThat(server.status(messagingId))
              .isEqualTo(new Reply.DeliveryStatus(3, content, messagingId));
      case "GetPlugins" -> {
        assertThat(reply.texts("Name")).containsExactly(LocalServer.PLUGIN);
        assertThat(reply.texts("string")).containsExactly("text", "html");
      }
      default -> throw new AssertionError(operation);
    }
  }

  private static String example(String operation) throws IOException {
    Optional<Path> published = Published.file("examples/" + operation + ".request.xml");
    if (published.isPresent()) {
      return Files.readString(published.get());
    }
    String own = "examples/" + operation + ".xml";
    try (InputStream in = Published.class.getResourceAsStream(own)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes these values into the elements of these local names. */
  private static String filled(String example, Map<String, String> values) {
    String filled = example;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled =
          Pattern.compile("(<[\\w-]+:%s(?: [^>]*)?>)[^<]*(</)".formatted(value.getKey()))
              .matcher(filled)
              .replaceAll(
                  "$1" + Matcher.quoteReplacement(Envelopes.escape(value.getValue())) + "$2");
    }
    return filled;
  }
}
