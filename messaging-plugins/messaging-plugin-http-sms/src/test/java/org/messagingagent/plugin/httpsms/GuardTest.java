package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.HmacSignature;

/** Who may call. */
class GuardTest {

  private static final String REPORT = "{\"id\":\"1\",\"status\":\"delivered\"}";

  @TempDir Path directory;

  @Test
  void withoutASettingNobodyIsLetIn() throws Exception {
    try (Rig rig = Rig.open(directory, presetWith(Map.of()))) {
      assertThat(rig.post("/receipts", "application/json", REPORT).status()).isEqualTo(401);
      assertThat(rig.context.reported()).isEmpty();
    }
  }

  @Test
  void aSecretInThePath() throws Exception {
    try (Rig rig = Rig.open(directory, presetWith(Map.of("callback.path-secret", Rig.SECRET)))) {
      for (String path :
          List.of(
              "/receipts",
              "/",
              "/" + Rig.SECRET + "x/receipts",
              "/0123456789abcdeF/receipts",
              "/%30123456789abcdef/receipts",
              "//" + Rig.SECRET + "/receipts")) {
        assertThat(status(rig, path, Map.of())).as(path).isEqualTo(401);
      }
      assertThat(status(rig, "/" + Rig.SECRET + "/receipts", Map.of())).isEqualTo(200);
      assertThat(status(rig, "/" + Rig.SECRET + "/elsewhere", Map.of())).isEqualTo(404);
      assertThat(status(rig, "/" + Rig.SECRET, Map.of())).isEqualTo(404);
    }
  }

  @Test
  void aSecretInTheQuery() throws Exception {
    Map<String, String> settings =
        presetWith(Map.of("callback.query-secret", Rig.SECRET, "callback.query-name", "key"));
    try (Rig rig = Rig.open(directory, settings)) {
      for (String query :
          List.of(
              "",
              "?key=",
              "?key=wrong",
              "?secret=" + Rig.SECRET,
              "?key=" + Rig.SECRET + "&key=x")) {
        assertThat(status(rig, "/receipts" + query, Map.of())).as(query).isEqualTo(401);
      }
      assertThat(status(rig, "/receipts?a=b&key=" + Rig.SECRET, Map.of())).isEqualTo(200);
    }
  }

  @Test
  void basic() throws Exception {
    Map<String, String> settings =
        presetWith(Map.of("callback.user", "vendor", "callback.password", Rig.SECRET));
    try (Rig rig = Rig.open(directory, settings)) {
      var refused = rig.channel.answer(request("/receipts", Map.of(), REPORT));
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers()).containsKey("WWW-Authenticate");
      assertThat(status(rig, "/receipts", Map.of("Authorization", basic("vendor:no"))))
          .isEqualTo(401);
      assertThat(status(rig, "/receipts", Map.of("Authorization", basic("vendor:" + Rig.SECRET))))
          .isEqualTo(200);
    }
  }

  @Test
  void aSignatureOverSeveralPieces() throws Exception {
    Map<String, String> settings =
        presetWith(
            Map.of(
                "callback.hmac-secret", Rig.SECRET,
                "callback.hmac-header", "X-Signature",
                "callback.hmac-algorithm", "sha512",
                "callback.hmac-signed", "{{body}}.{{header:X-Nonce}}"));
    try (Rig rig = Rig.open(directory, settings)) {
      byte[] signed = (REPORT + ".n1").getBytes(StandardCharsets.UTF_8);
      String signature =
          Base64.getEncoder()
              .encodeToString(
                  HmacSignature.sha512(Rig.SECRET.getBytes(StandardCharsets.UTF_8)).sign(signed));
      assertThat(status(rig, "/receipts", Map.of("X-Signature", signature, "X-Nonce", "n1")))
          .isEqualTo(200);
      assertThat(status(rig, "/receipts", Map.of("X-Signature", signature, "X-Nonce", "n2")))
          .isEqualTo(401);
      assertThat(status(rig, "/receipts", Map.of("X-Nonce", "n1"))).isEqualTo(401);
    }
  }

  @Test
  void whatIsNotSignedIsNotLookedAt() throws Exception {
    Map<String, String> settings =
        presetWith(
            Map.of("callback.hmac-secret", Rig.SECRET, "callback.hmac-header", "X-Signature"));
    settings.put("receipt.id", "field:id");
    settings.put("receipt.status", "field:status");
    try (Rig rig = Rig.open(directory, settings)) {
      String signature =
          Base64.getEncoder()
              .encodeToString(
                  HmacSignature.sha256(Rig.SECRET).sign(REPORT.getBytes(StandardCharsets.UTF_8)));
      assertThat(status(rig, "/receipts?id=2&status=failed", Map.of("X-Signature", signature)))
          .isEqualTo(200);
      assertThat(rig.context.reported())
          .containsExactly(DeliveryReport.of("1", DeliveryReport.Status.RECEIVED));
    }
    settings.put("callback.hmac-signed", "{{url}}{{sorted-form}}");
    try (Rig rig = Rig.open(directory, settings)) {
      String signature =
          Base64.getEncoder()
              .encodeToString(
                  HmacSignature.sha256(Rig.SECRET)
                      .sign((Rig.ADDRESS + "receipts").getBytes(StandardCharsets.UTF_8)));
      assertThat(status(rig, "/receipts", Map.of("X-Signature", signature))).isEqualTo(400);
      assertThat(rig.context.reported()).isEmpty();
    }
  }

  @Test
  void anAddress() throws Exception {
    Map<String, String> settings = presetWith(Map.of("callback.addresses", "192.0.2.0/24"));
    try (Rig rig = Rig.open(directory, settings)) {
      assertThat(status(rig, "/receipts", Map.of())).isEqualTo(401);
      assertThat(rig.channel.answer(from("192.0.2.7")).status()).isEqualTo(200);
      assertThat(rig.channel.answer(from("192.0.3.7")).status()).isEqualTo(401);
    }
  }

  @Test
  void allThatIsSetHasToBeRight() throws Exception {
    Map<String, String> settings =
        presetWith(Map.of("callback.addresses", "127.0.0.1", "callback.path-secret", Rig.SECRET));
    try (Rig rig = Rig.open(directory, settings)) {
      assertThat(status(rig, "/receipts", Map.of())).isEqualTo(401);
      assertThat(status(rig, "/" + Rig.SECRET + "/receipts", Map.of())).isEqualTo(200);
    }
  }

  private static Map<String, String> presetWith(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("preset", "form-password");
    settings.put("url", "https://sms.example.com/");
    settings.put("user", "u");
    settings.put("password", "p");
    settings.put("receipt.id", "json:/id");
    settings.put("receipt.status", "json:/status");
    if (more.isEmpty()) {
      settings.remove("receipt.id");
      settings.remove("receipt.status");
    }
    return settings;
  }

  private static int status(Rig rig, String target, Map<String, String> headers) {
    return rig.channel.answer(request(target, headers, REPORT)).status();
  }

  private static CallbackRequest request(String target, Map<String, String> headers, String body) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return Rig.request("POST", target, all, body);
  }

  private static CallbackRequest from(String address) throws Exception {
    return new CallbackRequest(
        "POST",
        "/receipts",
        "",
        Map.of(),
        REPORT.getBytes(StandardCharsets.UTF_8),
        InetAddress.getByName(address),
        true);
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
