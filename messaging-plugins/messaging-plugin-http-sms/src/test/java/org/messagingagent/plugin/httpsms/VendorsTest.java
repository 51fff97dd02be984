package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.DeliveryReport.Status;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.HmacSignature;

/** Published shapes of several vendors, by settings alone. */
class VendorsTest {

  private static final String TEXT = "Your appointment is at 10";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  private final FakeGateway gateway = FakeGateway.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Nested
  class Twilio {

    private final Vendor vendor = new Vendor("twilio");

    @Test
    void sends() throws Exception {
      gateway.next(vendor.answer(201, "taken.json"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, TEXT))
            .isEqualTo(SendOutcome.sent("SM0123456789abcdef0123456789abcd01"));
      }
      var request = gateway.awaitRequest();
      assertThat(request)
          .hasToString(
              "POST /2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json");
      assertThat(request.header("Authorization"))
          .contains(basic("AC0123456789abcdef0123456789abcdef:twilio-auth-token-0001"));
      assertThat(request.header("Content-Type")).contains(FORM);
      assertThat(request.text())
          .isEqualTo(
              "From=%2B4790000001&To=%2B4790000002&Body=Your%20appointment%20is%20at%2010"
                  + "&StatusCallback=https%3A%2F%2Fagent.example.com%2Fgateway%2Fhttp-sms%2Freceipts");
    }

    @Test
    void tellsFailures() throws Exception {
      gateway.next(
          vendor.answer(400, "refused.json"),
          GatewayAnswer.json(
              429, "{\"code\":20429,\"message\":\"Too Many Requests\",\"status\":429}"),
          GatewayAnswer.json(401, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}"),
          GatewayAnswer.json(500, "{\"code\":20500,\"message\":\"Internal Server Error\"}"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, TEXT))
            .isEqualTo(
                SendOutcome.rejected(
                    "The gateway answered 400: Invalid 'To' Phone Number: +4790000XXX"));
        assertThat(rig.send(7, TEXT))
            .isEqualTo(SendOutcome.retry("The gateway answered 429: Too Many Requests"));
        assertThat(rig.send(7, TEXT).kind()).isEqualTo(SendOutcome.Kind.RETRY);
        assertThat(rig.send(7, TEXT).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      }
    }

    @Test
    void reports() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        for (String status : List.of("sent", "delivered", "undelivered", "failed", "martian")) {
          Map<String, String> fields = receipt(status);
          var answer = rig.channel.answer(signed("/receipts", fields));
          assertThat(answer.status()).isEqualTo(200);
          assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("<Response/>");
          assertThat(answer.headers()).containsEntry("Content-Type", "text/xml");
        }
        assertThat(rig.context.reported())
            .containsExactly(
                new DeliveryReport("SM01", Status.SENT, ""),
                new DeliveryReport("SM01", Status.RECEIVED, ""),
                new DeliveryReport("SM01", Status.DELIVERY_ERROR, "undelivered: 30003"),
                new DeliveryReport("SM01", Status.ERROR, "failed: 30003"));
        assertThat(rig.context.metrics().count("receipts.unmapped")).isOne();
      }
    }

    @Test
    void bringsMessages() throws Exception {
      Map<String, String> fields =
          new TreeMap<>(
              Map.of(
                  "MessageSid",
                  "SM02",
                  "SmsMessageSid",
                  "SM02",
                  "SmsSid",
                  "SM02",
                  "SmsStatus",
                  "received",
                  "From",
                  "+4790000002",
                  "To",
                  "+4790000001",
                  "Body",
                  "Yes, I come & bring 2+1 😀",
                  "NumMedia",
                  "0",
                  "NumSegments",
                  "1",
                  "ApiVersion",
                  "2010-04-01"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.channel.answer(signed("/incoming", fields)).status()).isEqualTo(200);
        assertThat(rig.context.submitted())
            .containsExactly(
                ReceivedMessage.of("+4790000002", "+4790000001", "Yes, I come & bring 2+1 😀")
                    .handledBy("crm")
                    .withGatewayId("SM02")
                    .withFormat("sms/text"));
      }
    }

    @Test
    void refusesWhatTwilioDidNotSign() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        CallbackRequest right = signed("/receipts", receipt("delivered"));
        CallbackRequest changed =
            Rig.request(
                "POST",
                "/receipts",
                Map.of(
                    "Content-Type",
                    FORM,
                    "X-Twilio-Signature",
                    right.header("X-Twilio-Signature").orElseThrow()),
                right.text().replace("SM01", "SM02"));
        assertThat(rig.channel.answer(changed).status()).isEqualTo(401);
        assertThat(rig.post("/receipts", FORM, right.text()).status()).isEqualTo(401);
        assertThat(rig.context.reported()).isEmpty();
      }
    }

    /** Twilio's description: the address, then names and values of the form in their order. */
    private CallbackRequest signed(String path, Map<String, String> fields) {
      StringBuilder signed = new StringBuilder("https://agent.example.com/gateway/http-sms" + path);
      new TreeMap<>(fields).forEach((name, value) -> signed.append(name).append(value));
      byte[] signature =
          HmacSignature.sha1("twilio-auth-token-0001".getBytes(StandardCharsets.UTF_8))
              .sign(signed.toString().getBytes(StandardCharsets.UTF_8));
      return Rig.request(
          "POST",
          path,
          Map.of(
              "Content-Type",
              FORM,
              "X-Twilio-Signature",
              Base64.getEncoder().encodeToString(signature)),
          Vendor.form(fields));
    }

    private Map<String, String> receipt(String status) {
      Map<String, String> fields =
          new TreeMap<>(
              Map.of(
                  "SmsSid",
                  "SM01",
                  "SmsStatus",
                  status,
                  "MessageStatus",
                  status,
                  "MessageSid",
                  "SM01",
                  "To",
                  "+4790000002",
                  "From",
                  "+4790000001",
                  "AccountSid",
                  "AC01",
                  "ApiVersion",
                  "2010-04-01"));
      if (status.equals("undelivered") || status.equals("failed")) {
        fields.put("ErrorCode", "30003");
      }
      return fields;
    }
  }

  @Nested
  class Vonage {

    private static final String PATH = "/a-secret-of-our-own-42";
    private final Vendor vendor = new Vendor("vonage");

    @Test
    void sends() throws Exception {
      gateway.next(vendor.answer(200, "taken.json"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, "Møtet er kl. 10 – 日本"))
            .isEqualTo(SendOutcome.sentInParts(List.of("0A0000000123ABCD1", "0A0000000123ABCD2")));
      }
      var request = gateway.awaitRequest();
      assertThat(request).hasToString("POST /sms/json");
      assertThat(request.text())
          .isEqualTo(
              "api_key=abcd1234&api_secret=vonage-api-secret&from=4790000001&to=4790000002&type=unicode&client-ref=7"
                  + "&text=M%C3%B8tet%20er%20kl.%2010%20%E2%80%93%20%E6%97%A5%E6%9C%AC"
                  + "&callback=https%3A%2F%2Fagent.example.com%2Fgateway%2Fhttp-sms%2Fa-secret-of-our-own-42%2Freceipts");
    }

    @Test
    void sendsAsTextWhatTheAlphabetHas() throws Exception {
      gateway.next(vendor.answer(200, "taken.json"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        rig.send(7, TEXT);
      }
      assertThat(gateway.awaitRequest().text()).contains("&type=text&");
    }

    @Test
    void tellsFailuresThatCameWithHttp200() throws Exception {
      gateway.next(
          vendor.answer(200, "refused.json"),
          vendor.answer(200, "throttled.json"),
          vendor.answer(200, "in-part.json"),
          GatewayAnswer.text(200, "text/html", "<html>maintenance</html>"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, TEXT))
            .isEqualTo(
                SendOutcome.rejected(
                    "The gateway answered 200, code 7: The number you are trying to send messages to is blacklisted"));
        assertThat(rig.send(7, TEXT).kind()).isEqualTo(SendOutcome.Kind.RETRY);
        assertThat(rig.send(7, TEXT).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
        assertThat(rig.send(7, TEXT).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      }
    }

    @Test
    void reportsByGetFormOrJson() throws Exception {
      String fields =
          Vendor.form(
              Map.of(
                  "msisdn",
                  "4790000002",
                  "to",
                  "Clinic",
                  "messageId",
                  "0A01",
                  "status",
                  "rejected",
                  "err-code",
                  "5"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.post(PATH + "/receipts", JSON, vendor.text("receipt.json")).status())
            .isEqualTo(200);
        assertThat(rig.post(PATH + "/receipts", FORM, fields).status()).isEqualTo(200);
        assertThat(
                rig.channel
                    .answer(Rig.request("GET", PATH + "/receipts?" + fields, Map.of(), ""))
                    .status())
            .isEqualTo(200);
        assertThat(rig.post("/receipts", FORM, fields).status()).isEqualTo(401);
        assertThat(rig.context.reported())
            .containsExactly(
                new DeliveryReport("0A0000000123ABCD1", Status.RECEIVED, ""),
                new DeliveryReport("0A01", Status.ERROR, "rejected: 5"),
                new DeliveryReport("0A01", Status.ERROR, "rejected: 5"));
      }
    }

    @Test
    void bringsMessages() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.post(PATH + "/incoming", JSON, vendor.text("incoming.json")).status())
            .isEqualTo(200);
        assertThat(rig.context.submitted())
            .containsExactly(
                ReceivedMessage.of("4790000002", "4790000001", "Yes, I come 😀")
                    .handledBy("crm")
                    .withGatewayId("0B0000000123ABCD1")
                    .withFormat("sms/text"));
      }
    }

    @Test
    void saysWhatAReportLacks() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        var answer = rig.post(PATH + "/receipts", JSON, "{\"status\":\"delivered\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
            .isEqualTo("The report has nothing at field:messageId");
      }
    }
  }

  @Nested
  class Sinch {

    private final Vendor vendor = new Vendor("sinch");

    @Test
    void sends() throws Exception {
      gateway.next(vendor.answer(201, "taken.json"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, TEXT)).isEqualTo(SendOutcome.sent("01FC66621XXXXX119Z8PMV1QPQ"));
      }
      var request = gateway.awaitRequest();
      assertThat(request).hasToString("POST /xms/v1/jd63jf88477ll/batches");
      assertThat(request.header("Authorization")).contains("Bearer sinch-api-token-0001");
      assertThat(request.header("Content-Type")).contains(JSON);
      assertThat(JsonTree.parse(request.text()))
          .isEqualTo(JsonTree.parse(vendor.text("request.json")));
    }

    @Test
    void tellsFailures() throws Exception {
      gateway.next(vendor.answer(400, "refused.json"), GatewayAnswer.status(503));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, TEXT))
            .isEqualTo(SendOutcome.rejected("The gateway answered 400: Invalid recipient"));
        assertThat(rig.send(7, TEXT)).isEqualTo(SendOutcome.retry("The gateway answered 503"));
      }
    }

    @Test
    void reportsAndBringsMessages() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.channel.answer(signed("/receipts", "receipt.json")).status()).isEqualTo(200);
        assertThat(rig.channel.answer(signed("/incoming", "incoming.json")).status())
            .isEqualTo(200);
        assertThat(rig.context.reported())
            .containsExactly(new DeliveryReport("01FC66621XXXXX119Z8PMV1QPQ", Status.RECEIVED, ""));
        assertThat(rig.context.submitted())
            .containsExactly(
                ReceivedMessage.of("4790000002", "4790000001", "Yes, I come")
                    .handledBy("crm")
                    .withGatewayId("01XXXXX21XXXXX119Z8P1XXXXX")
                    .withFormat("sms/text"));
      }
    }

    @Test
    void aReceiptSettlesWhatWasLost() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        gateway.next(GatewayAnswer.dropAfterReading());
        assertThat(rig.send(7, TEXT).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
        assertThat(rig.channel.reconcile(unsettled(7)).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
        rig.context.answerReports(DeliveryReport.Result.KEPT);
        assertThat(rig.channel.answer(signed("/receipts", "receipt.json")).status()).isEqualTo(200);
        assertThat(rig.channel.reconcile(unsettled(7)))
            .isEqualTo(SendOutcome.sent("01FC66621XXXXX119Z8PMV1QPQ"));
        assertThat(rig.channel.reconcile(unsettled(8)).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      }
    }

    private UnsettledMessage unsettled(int id) {
      return new UnsettledMessage(
          id, List.of(), Optional.empty(), Instant.parse("2026-11-27T10:00:00Z"), 1);
    }

    private CallbackRequest signed(String path, String file) throws Exception {
      String body = vendor.text(file);
      byte[] signature =
          HmacSignature.sha256("sinch-webhook-secret")
              .sign((body + ".01H.1764237600").getBytes(StandardCharsets.UTF_8));
      return Rig.request(
          "POST",
          path,
          Map.of(
              "Content-Type",
              JSON,
              "x-sinch-webhook-signature",
              HexFormat.of().formatHex(signature),
              "x-sinch-webhook-signature-nonce",
              "01H",
              "x-sinch-webhook-signature-timestamp",
              "1764237600"),
          body);
    }
  }

  /** Without a preset: another way to authenticate, and several reports in one request. */
  @Nested
  class Infobip {

    private final Vendor vendor = new Vendor("infobip");

    @Test
    void sends() throws Exception {
      gateway.next(vendor.answer(200, "taken.json"), vendor.answer(200, "refused.json"));
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(rig.send(7, TEXT)).isEqualTo(SendOutcome.sent("41793026727-7"));
        assertThat(rig.send(8, TEXT))
            .isEqualTo(
                SendOutcome.rejected(
                    "The gateway answered 200, code REJECTED: Destination not registered"));
      }
      var request = gateway.awaitRequest();
      assertThat(request).hasToString("POST /sms/2/text/advanced");
      assertThat(request.header("Authorization")).contains("App infobip-api-key-0001");
      assertThat(JsonTree.parse(request.text()))
          .isEqualTo(JsonTree.parse(vendor.text("request.json")));
    }

    @Test
    void reportsAndBringsSeveralAtOnce() throws Exception {
      try (Rig rig = vendor.openAt(gateway, directory)) {
        assertThat(post(rig, "/receipts", vendor.text("receipts.json"))).isEqualTo(200);
        assertThat(post(rig, "/incoming", vendor.text("incoming.json"))).isEqualTo(200);
        assertThat(post(rig, "/receipts", "{\"results\":[]}")).isEqualTo(200);
        assertThat(post(rig, "/receipts", "nonsense")).isEqualTo(400);
        assertThat(rig.context.reported())
            .containsExactly(
                new DeliveryReport("41793026727-7", Status.RECEIVED, ""),
                new DeliveryReport(
                    "41793026727-9", Status.DELIVERY_ERROR, "UNDELIVERABLE: Absent Subscriber"));
        assertThat(rig.context.submitted())
            .extracting(ReceivedMessage::content)
            .containsExactly("QUIZ Yes", "No");
      }
    }

    private static int post(Rig rig, String path, String body) {
      return rig.channel
          .answer(
              Rig.request(
                  "POST",
                  path,
                  Map.of(
                      "Content-Type",
                      JSON,
                      "Authorization",
                      basic("infobip:a-password-of-our-own")),
                  body))
          .status();
    }
  }

  /** No vendor's: XML both ways, at one address for reports and messages. */
  @Nested
  class Xml {

    private static final Map<String, String> SETTINGS =
        Map.ofEntries(
            Map.entry("body-type", "xml"),
            Map.entry("charset", "ISO-8859-1"),
            Map.entry(
                "body",
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><sms to=\"{{to}}\"><text>{{content}}</text></sms>"),
            Map.entry("header.Content-Type", "text/xml; charset=ISO-8859-1"),
            Map.entry("answer.id", "pattern:<id>([^<]+)</id>"),
            Map.entry("answer.code", "xml:/answer/@code"),
            Map.entry("answer.sent", "ok"),
            Map.entry("receipt.path", "/all"),
            Map.entry("receipt.id", "xml:/report/id"),
            Map.entry("receipt.status", "xml:/report/@state"),
            Map.entry("receipt.received", "done"),
            Map.entry("incoming.path", "/all"),
            Map.entry("incoming.from", "xml:/message/from"),
            Map.entry("incoming.text", "xml:/message/text"),
            Map.entry("incoming.format", "none"),
            Map.entry("incoming.handler", "crm"),
            Map.entry("callback.path-secret", Rig.SECRET));

    @Test
    void sendsReportsAndBringsMessages() throws Exception {
      Map<String, String> settings = new TreeMap<>(SETTINGS);
      settings.put("url", gateway.url());
      gateway.next(
          GatewayAnswer.text(200, "text/xml", "<answer code=\"ok\"><id>x-1</id></answer>"),
          GatewayAnswer.text(200, "text/xml", "<answer code=\"no\"/>"));
      try (Rig rig = Rig.open(directory, settings)) {
        assertThat(rig.send(1, "Ærlig & <日>")).isEqualTo(SendOutcome.sent("x-1"));
        assertThat(rig.send(2, "Hello").kind()).isEqualTo(SendOutcome.Kind.REJECTED);
        String path = "/" + Rig.SECRET + "/all";
        assertThat(
                rig.post(path, "text/xml", "<report state=\"done\"><id>x-1</id></report>").status())
            .isEqualTo(200);
        assertThat(
                rig.post(
                        path,
                        "text/xml",
                        "<message><from>123</from><text>Hi &amp; bye</text></message>")
                    .status())
            .isEqualTo(200);
        assertThat(rig.context.reported())
            .containsExactly(new DeliveryReport("x-1", Status.RECEIVED, ""));
        assertThat(rig.context.submitted())
            .containsExactly(ReceivedMessage.of("123", "", "Hi & bye").handledBy("crm"));
      }
      var request = gateway.awaitRequest();
      assertThat(request.header("Content-Type")).contains("text/xml; charset=ISO-8859-1");
      assertThat(new String(request.body(), StandardCharsets.ISO_8859_1))
          .endsWith("<text>Ærlig &#38; &#60;&#26085;&#62;</text></sms>");
    }
  }

  /** No vendor's either: all in the query of a GET, an answer in plain text. */
  @Test
  void sendsByGet() throws Exception {
    gateway.next(
        GatewayAnswer.text(200, "text/plain", "OK: 4711"),
        GatewayAnswer.text(200, "text/plain", "ERR: 105"));
    Map<String, String> settings =
        Map.of(
            "method", "GET",
            "url", gateway.url() + "/http.php?u={{user}}&p={{password}}&to={{to}}&text={{content}}",
            "user", "me",
            "password", "p&w",
            "numbers", "00",
            "answer.code", "pattern:^(OK|ERR)",
            "answer.sent", "OK",
            "answer.id", "pattern:^OK: ([0-9]+)",
            "answer.reason", "pattern:^ERR: ([0-9]+)");
    try (Rig rig = Rig.open(directory, settings)) {
      assertThat(rig.send(1, "a&to=b")).isEqualTo(SendOutcome.sent("4711"));
      assertThat(rig.send(1, "Hello"))
          .isEqualTo(SendOutcome.rejected("The gateway answered 200, code ERR: 105"));
    }
    assertThat(gateway.awaitRequest().query())
        .isEqualTo("u=me&p=p%26w&to=004790000002&text=a%26to%3Db");
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
