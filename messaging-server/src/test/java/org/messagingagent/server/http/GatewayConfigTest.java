package org.messagingagent.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.callback.AddressList;

class GatewayConfigTest {

  private static final HttpConfig SERVICE =
      HttpConfig.DEFAULTS.withHost("192.0.2.1").withTrustedProxies(AddressList.parse("192.0.2.2"));

  @Test
  void gatewaysUseThePortOfTheServiceUnlessTheyHaveOne() {
    assertThat(GatewayConfig.DEFAULTS.listener(SERVICE)).isEmpty();

    HttpConfig listener = GatewayConfig.DEFAULTS.withPort(8089).listener(SERVICE).orElseThrow();

    assertThat(listener.port()).isEqualTo(8089);
    assertThat(listener.host()).isEqualTo("192.0.2.1");
    assertThat(listener.readTimeout()).isEqualTo(SERVICE.readTimeout());
    assertThat(listener.maxConnections()).isEqualTo(SERVICE.maxConnections());
    assertThat(listener.trustedProxies()).isEqualTo(SERVICE.trustedProxies());
  }

  @Test
  void hostIsTheirOwnWhereItIsSet() {
    GatewayConfig config =
        new GatewayConfig(Optional.of(0), Optional.of("0.0.0.0"), 1_024, Optional.empty());

    assertThat(config.listener(SERVICE).orElseThrow().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void baseIsThePublicUrlOfTheGatewaysElseThatOfTheService() {
    HttpConfig d = HttpConfig.DEFAULTS;
    HttpConfig service =
        new HttpConfig(
            d.host(),
            d.port(),
            Optional.of(URI.create("https://sms.example.com/cust1/")),
            d.maxBodyBytes(),
            d.maxBodyBytesInFlight(),
            d.maxThreads(),
            d.maxQueuedRequests(),
            d.maxConnections(),
            d.maxHeaderBytes(),
            d.idleTimeout(),
            d.readTimeout(),
            d.stopTimeout());

    assertThat(GatewayConfig.DEFAULTS.base(HttpConfig.DEFAULTS)).isEmpty();
    assertThat(GatewayConfig.DEFAULTS.base(service))
        .contains(URI.create("https://sms.example.com/cust1"));
    assertThat(
            GatewayConfig.DEFAULTS
                .withPublicUrl(URI.create("https://gw.example.com/"))
                .base(service))
        .contains(URI.create("https://gw.example.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://gw.example.com",
        "gw.example.com",
        "https://u@gw.example.com",
        "https:///x"
      })
  void publicUrlIsOneThatAddressesAreMadeOf(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayConfig.DEFAULTS.withPublicUrl(URI.create(url)))
        .withMessageContaining("gateway.public-url must be a URL")
        .withMessageContaining(url);
  }

  @Test
  void limitsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayConfig.DEFAULTS.withPort(65_536))
        .withMessage("gateway.port must be 0 to 65535, was 65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayConfig.DEFAULTS.withPort(-1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayConfig.DEFAULTS.withMaxBodyBytes(1_023))
        .withMessage("gateway.max-body must be 1KiB to 64MiB, was 1023");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayConfig.DEFAULTS.withMaxBodyBytes((64 << 20) + 1))
        .withMessageContaining("gateway.max-body");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new GatewayConfig(
                    Optional.empty(), Optional.of("0.0.0.0"), 1_024, Optional.empty()))
        .withMessageContaining("set messaging.gateway.port as well");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new GatewayConfig(Optional.of(1), Optional.of(" "), 1_024, Optional.empty()))
        .withMessage("gateway.host must not be empty");
  }
}
