package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

class AnswerRulesTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "200, SENT",
    "202, SENT",
    "302, RETRY",
    "400, REJECTED",
    "401, RETRY",
    "402, RETRY",
    "403, RETRY",
    "404, REJECTED",
    "409, REJECTED",
    "422, REJECTED",
    "429, RETRY",
    "500, UNKNOWN",
    "502, UNKNOWN",
    "503, RETRY",
    "504, UNKNOWN",
    "599, UNKNOWN",
    "999, UNKNOWN"
  })
  void theStatusSaysWhatBecameOfIt(int status, Kind kind) {
    assertThat(outcome(Map.of(), status, "{\"id\":\"42\"}").kind()).isEqualTo(kind);
  }

  @Test
  void theOperatorSaysWhatAStatusMeans() {
    Map<String, String> settings = Map.of("status.retry", "409, 5*", "status.sent", "302");
    assertThat(outcome(settings, 409, "").kind()).isEqualTo(Kind.RETRY);
    assertThat(outcome(settings, 500, "").kind()).isEqualTo(Kind.RETRY);
    assertThat(outcome(settings, 302, "{\"id\":\"1\"}").kind()).isEqualTo(Kind.SENT);
    assertThat(outcome(settings, 429, "").kind()).as("the default stays").isEqualTo(Kind.RETRY);
    assertThat(outcome(settings, 200, "{\"id\":\"1\"}").kind()).isEqualTo(Kind.SENT);
  }

  @Test
  void anAnswerWithoutTheIdIsNoProofOfSending() {
    assertThat(outcome(Map.of(), 200, "<html>Log in</html>"))
        .isEqualTo(SendOutcome.unknown("The gateway answered 200 with no id at json:/id"));
    assertThat(outcome(Map.of(), 200, "{\"id\":\"" + "x".repeat(256) + "\"}").kind())
        .isEqualTo(Kind.UNKNOWN);
    assertThat(outcome(Map.of(), 200, "{\"id\":\" \\u0007 \"}").kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(outcome(Map.of("answer.id-required", "false"), 200, "thanks"))
        .isEqualTo(SendOutcome.sent());
    assertThat(outcome(Map.of("answer.id", "none"), 200, "thanks")).isEqualTo(SendOutcome.sent());
  }

  @Test
  void severalIdsAreThoseOfParts() {
    Map<String, String> settings = Map.of("answer.id", "json:/m/*/id");
    assertThat(outcome(settings, 200, "{\"m\":[{\"id\":\"1\"},{\"id\":2},{\"id\":\"1\"}]}"))
        .isEqualTo(SendOutcome.sentInParts(List.of("1", "2")));
  }

  @ParameterizedTest
  @CsvSource({
    "200, 0, SENT",
    "200, 1, RETRY",
    "200, 5, UNKNOWN",
    "200, 7, REJECTED",
    "400, 1, RETRY",
    "400, 7, REJECTED",
    "503, 7, RETRY",
    "504, 7, UNKNOWN",
    "400, 0, SENT"
  })
  void theCodeInTheAnswerGoesBeforeTheStatusWhereTheSettingsNameIt(
      int status, String code, Kind kind) {
    assertThat(outcome(codes(), status, "{\"id\":\"42\",\"code\":%s}".formatted(code)).kind())
        .isEqualTo(kind);
  }

  @Test
  void anAnswerWithoutTheCodeIsNoProofOfAnything() {
    assertThat(outcome(codes(), 200, "{\"id\":\"42\"}"))
        .isEqualTo(SendOutcome.unknown("The gateway answered 200 with nothing at json:/code"));
    assertThat(outcome(codes(), 400, "").kind()).isEqualTo(Kind.REJECTED);
  }

  @Test
  void whatWasSentInPartIsNotSentAgain() {
    Map<String, String> settings = new HashMap<>(codes());
    settings.put("answer.code", "json:/m/*/code");
    assertThat(outcome(settings, 200, "{\"m\":[{\"code\":0},{\"code\":1}]}"))
        .isEqualTo(SendOutcome.unknown("The gateway answered 200, code 0, 1"));
    assertThat(outcome(settings, 200, "{\"m\":[{\"code\":1},{\"code\":7}]}").kind())
        .isEqualTo(Kind.REJECTED);
    assertThat(outcome(settings, 200, "{\"m\":[{\"code\":1},{\"code\":1}]}").kind())
        .isEqualTo(Kind.RETRY);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "999999999, 86400",
    "0, -1",
    "-5, -1",
    "soon, -1",
    "'Fri, 27 Nov 2026 10:01:00 GMT', 60",
    "'Fri, 27 Nov 2026 09:00:00 GMT', -1"
  })
  void triesAgainWhenTheGatewaySays(String header, long seconds) {
    SendOutcome outcome =
        rules(Map.of())
            .outcome(
                new Reply(503, Map.of("retry-after", List.of(header)), new byte[0], false), CLOCK);
    assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
    assertThat(outcome.retryAfter())
        .isEqualTo(seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
  }

  @Test
  void saysWhyInOneLineWithoutOurSecrets() {
    Map<String, String> settings = Map.of("password", "s3cret-word", "user", "u");
    assertThat(outcome(settings, 400, "{\"why\":\"bad\\r\\n\\tnumber; you sent s3cret-word\"}"))
        .isEqualTo(SendOutcome.rejected("The gateway answered 400: bad number; you sent …"));
    assertThat(outcome(settings, 400, "{\"why\":\"" + "long ".repeat(1_000) + "\"}").description())
        .hasSizeLessThan(230);
    assertThat(outcome(settings, 401, "").description())
        .isEqualTo("The gateway answered 401; the vendor does not accept the plugin's credentials");
  }

  @Test
  void triesAgainWhatNobodyKnowsWhereTheGatewayRecognisesRepeats() {
    Map<String, String> settings = Map.of("recognises-repeats", "true");
    assertThat(outcome(settings, 504, "").kind()).isEqualTo(Kind.RETRY);
    assertThat(outcome(settings, 200, "nonsense").kind()).isEqualTo(Kind.RETRY);
  }

  private static Map<String, String> codes() {
    return Map.of(
        "answer.code", "json:/code",
        "answer.sent", "0",
        "answer.retry", "1",
        "answer.unknown", "5",
        "answer.id-required", "false");
  }

  private static SendOutcome outcome(Map<String, String> settings, int status, String body) {
    return rules(settings)
        .outcome(
            new Reply(
                status,
                Map.of("Content-Type", List.of("application/json")),
                body.getBytes(StandardCharsets.UTF_8),
                false),
            CLOCK);
  }

  private static AnswerRules rules(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Rig.simple("https://sms.example.com"));
    settings.putAll(more);
    return Setup.of(PluginSettings.of(Declarations.all(), settings)).answers();
  }
}
