package org.messagingagent.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/gateway/sms, sms, /",
    "/gateway/sms/, sms, /",
    "/gateway/sms/receipt, sms, /receipt",
    "/gateway/sms//receipt/, sms, //receipt/",
    "/gateway/%73%6Ds/a%2Fb%20c, sms, /a%2Fb%20c",
    "/gateway/Acme.pager_2-x/..a/a../...;v=1, Acme.pager_2-x, /..a/a../...;v=1",
    "/gateway/acme%2Epager/x, acme.pager, /x",
    "/gateway/sms/gateway/mail, sms, /gateway/mail",
    "/gateway/sms/%, sms, /%",
  })
  void pluginIsDecodedOnceAndTheRestStaysAsSent(String path, String plugin, String rest) {
    assertThat(GatewayAddress.at(path)).contains(new GatewayAddress(plugin, rest));
  }

  @Test
  void nameIsAsLongAsAPluginsMayBe() {
    assertThat(GatewayAddress.at("/gateway/" + "a".repeat(64))).isPresent();
    assertThat(GatewayAddress.at("/gateway/" + "%61".repeat(64) + "/x")).isPresent();
    assertThat(GatewayAddress.at("/gateway/" + "a".repeat(65))).isEmpty();
    assertThat(GatewayAddress.at("/gateway/" + "%61".repeat(65))).isEmpty();
    assertThat(GatewayAddress.at("/gateway/" + "%".repeat(100_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/gateway",
        "/gateway/",
        "/gateway//",
        "/gateway//sms",
        "/Gateway/sms",
        "/gatewayx/sms",
        "gateway/sms",
        "//gateway/sms",
        "/x/gateway/sms",
        "/gateway/.",
        "/gateway/..",
        "/gateway/../health/live",
        "/gateway/%2e%2e/health/live",
        "/gateway/%2E%2E%2Fhealth",
        "/gateway/.sms",
        "/gateway/-sms",
        "/gateway/sms;x",
        "/gateway/sms;x/receipt",
        "/gateway/;sms",
        "/gateway/sms%2Freceipt",
        "/gateway/sms%2freceipt/x",
        "/gateway/sms%5Creceipt",
        "/gateway/sms\\receipt",
        "/gateway/sms%00",
        "/gateway/sms%0A",
        "/gateway/sms%",
        "/gateway/sms%7",
        "/gateway/sms%7g",
        "/gateway/sms%+3",
        "/gateway/sms%-1",
        "/gateway/%2573ms",
        "/gateway/sm%C3%A9",
        "/gateway/smé",
        "/gateway/sm%１3",
        "/gateway/sms ",
        "/gateway/sms/..",
        "/gateway/sms/.",
        "/gateway/sms/../mail",
        "/gateway/sms/x/../y",
        "/gateway/sms/./y",
        "/gateway/sms/%2e%2e/mail",
        "/gateway/sms/.%2E/mail",
        "/gateway/sms/%2e",
        "/gateway/sms/..;/mail",
        "/gateway/sms/..%2Fmail",
        "/gateway/sms/..%5cmail",
        "/gateway/sms/..\\mail",
      })
  void everythingElseIsNoAddress(String path) {
    assertThat(GatewayAddress.at(path)).isEmpty();
  }
}
