package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/** Wrong settings: each is refused at the start, by its name, with the way out. */
class SetupTest {

  private static final String URL = "https://sms.example.com/send";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url | sms.example.com | must be an address such as https://",
        "url | https://sms.example.com/{{nobody}} | names {{nobody}}, which is not known; there is {{to}}",
        "url | https://u:p@sms.example.com/ | set auth=basic",
        "method | SEND | must be one of POST, PUT, PATCH, GET",
        "method | GET | must not be set with method=GET",
        "body-type | csv | must be one of form, json, xml",
        "body | {\"to\":{{to}},\"text\":\"{{content}}\"} | put it between quotes",
        "body | {\"to\":\"{{to}}\" | is no JSON once values are put in",
        "body | {\"to\":\"{{to}} | is no JSON once values are put in",
        "body | {\"to\":\"{{to | has {{ without }}",
        "body | {\"to\":\"{{recipient}}\"} | names {{recipient}}, which is not known",
        "body | {\"to\":\"{{#to}}{{to}}\"} | has {{#to}} without {{/to}}",
        "body | {\"to\":\"{{to}}{{/to}}\"} | has {{/to}} without {{#to}} before it",
        "body | {\"to\":\"{{#to}}{{#from}}{{/from}}{{/to}}\"} | sections cannot be nested",
        "body | {\"to\":\"{{to}}\"} | body must have {{content}}: without it no message is sent",
        "body | {\"to\":\"{{to}}\",\"t\":\"{{content}}\",\"u\":\"{{user}}\"} | user is required, as the request has {{user}}",
        "charset | ISO-8859-1 | is JSON, which is UTF-8",
        "charset | klingon | must be a character set such as UTF-8",
        "charset | UTF-16 | must be a character set that contains ASCII",
        "header.Content-Length | 1 | is no header that can be set",
        "header.bad name | 1 | is no header that can be set",
        "header.X-Key | ø | must be printable ASCII",
        "header.X-Key | {{nobody}} | names {{nobody}}",
        "header.X-Key | {{token}} | token is required, as the request has {{token}}",
        "auth | basic | user is required with auth=basic",
        "auth | bearer | token is required with auth=bearer",
        "numbers | e164 | must be one of none, plus, 00, digits",
        "country-code | +47 | must be 1 to 3 digits such as 47",
        "timeout | 10 | must be a time with a unit",
        "timeout | 1h | from 100ms to 45s",
        "status.retry | 5xx,,4 | must be values with commas",
        "status.retry | 599-500 | which nothing is within",
        "answer.id | $.id | must be json:/",
        "answer.id | json:id | must begin with a slash",
        "answer.id | pattern:OK .* | with 0 groups",
        "answer.id | pattern:OK ([0-9]+ | has no pattern of RE2",
        "receipt.received | ok | receipt.status is required with receipt.received",
        "answer.sent | 0 | answer.code is required with answer.sent",
        "receipt.id | json:/id | receipt.status is required with receipt.id",
        "receipt.path | receipts | must be a path such as /receipts",
        "receipt.path | /../x | must be a path such as /receipts",
        "receipt.items | field:x | must be json:/… of an array",
        "incoming.from | json:/from | incoming.handler is required with incoming.from",
        "incoming.handler | http-sms | must be another plugin",
        "incoming.handler | crm | incoming.from is required with incoming.handler",
        "incoming.handler | crm | callback.path-secret is required with incoming.handler, or another way",
        "callback.path-secret | short | must have at least 16 characters",
        "callback.path-secret | with a slash / and so on | must be of letters, digits",
        "callback.user | operator | callback.password is required with callback.user",
        "callback.hmac-secret | 0123456789abcdef | callback.hmac-header is required",
        "callback.hmac-header | X-Signature | callback.hmac-secret is required",
        "callback.hmac-signed | {{header:X-Time}} | must have {{body}} or {{sorted-form}}",
        "callback.hmac-signed | {{text}} | has {{text}}, which is not known",
        "callback.addresses | sms.example.com | is wrong",
        "trust-certificates | /no/such/file.pem | cannot be read",
        "simulate | maybe | must be true or false",
        "no-such-setting | x | is not known"
      })
  void aWrongSettingIsNamedWithTheWayOut(String key, String value, String problem) {
    assertThat(problems(Map.of(key, value))).anyMatch(text -> text.contains(problem));
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThat(
            problems(
                Map.of(
                    "url", "nowhere",
                    "answer.id", "json:id",
                    "callback.user", "u",
                    "header.X", "{{nobody}}")))
        .hasSize(4);
  }

  @Test
  void withoutAnAddressNothingIsSent() {
    Map<String, String> settings = new HashMap<>(Rig.simple("https://sms.example.com"));
    settings.remove("url");
    assertThat(problems(settings, Map.of()))
        .containsExactly(
            "url is required; it is the vendor's address, such as https://sms.example.com/send");
    assertThat(problems(settings, Map.of("simulate", "true"))).isEmpty();
  }

  @Test
  void whatASettingNeedsOfAnotherIsSaid() {
    assertThat(problems(Map.of("url", URL), Map.of("body", "to={{to}}&text={{content}}")))
        .containsExactly("body-type is required with body; it is form, json or xml");
    assertThat(problems(Map.of("url", URL), Map.of("body-type", "form")))
        .anyMatch(text -> text.startsWith("body is required with body-type"));
    assertThat(problems(Map.of("header.Authorization", "x", "auth", "bearer", "token", "t")))
        .containsExactly("auth must be none where header.Authorization is set");
    assertThat(problems(Map.of("status.retry", "404", "status.rejected", "404")))
        .anyMatch(text -> text.contains("has '404', which another list has as well"));
  }

  @Test
  void aSecretIsNotShown() {
    assertThat(
            problems(
                Map.of(
                    "password", "pässword-4711",
                    "token", "tökn-4711",
                    "header.X", "hødr-4711",
                    "callback.path-secret", "sh/4711")))
        .isNotEmpty()
        .noneMatch(text -> text.contains("4711"));
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("empty.pem"), "nothing");
    assertThat(problems(Map.of("trust-certificates", file.toString())))
        .singleElement()
        .asString()
        .contains("must be a file of certificates in PEM");
  }

  @Test
  void aSignedAddressHasToBeKnown() {
    Map<String, String> settings = new HashMap<>(Rig.simple("https://sms.example.com"));
    settings.put("callback.hmac-secret", Rig.SECRET);
    settings.put("callback.hmac-header", "X-Twilio-Signature");
    settings.put("callback.hmac-signed", "{{url}}{{sorted-form}}");
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(
            () ->
                TestPluginContext.of(new HttpSmsPlugin(), directory).withSettings(settings).open())
        .withMessageContaining("messaging.gateway.public-url");
  }

  @Test
  void presetsNeedAnAddressAndCredentialsAlone() {
    assertThat(check(Map.of("preset", "form-password", "url", URL, "user", "u", "password", "p")))
        .isEmpty();
    assertThat(check(Map.of("preset", "json-bearer", "url", URL, "token", "t"))).isEmpty();
    assertThat(
            check(
                Map.of(
                    "preset", "basic-account",
                    "url", "https://sms.example.com/{{account}}/Messages.json",
                    "account", "AC1",
                    "password", "p")))
        .isEmpty();
    assertThat(check(Map.of("preset", "json-bearer", "url", URL)))
        .containsExactly("token is required with auth=bearer");
  }

  @Test
  void everyDefaultOfAPresetIsASettingThatCouldBeSet() {
    for (Preset preset : Preset.values()) {
      PluginSettings.of(Declarations.all(), preset.defaults());
    }
    assertThat(Preset.values()).hasSize(4);
  }

  private static List<String> problems(Map<String, String> more) {
    return problems(Rig.simple("https://sms.example.com"), more);
  }

  private static List<String> problems(Map<String, String> settings, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return check(all);
  }

  private static List<String> check(Map<String, String> settings) {
    try {
      return Setup.problems(PluginSettings.of(Declarations.all(), settings)).stream()
          .map(Object::toString)
          .toList();
    } catch (PluginSettingException e) {
      return e.problems().stream().map(Object::toString).toList();
    }
  }
}
