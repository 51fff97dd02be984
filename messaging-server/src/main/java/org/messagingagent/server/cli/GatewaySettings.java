package org.messagingagent.server.cli;

import java.net.URI;
import java.util.List;
import org.messagingagent.server.http.GatewayConfig;

/** How gateways are served: the keys, and the configuration that they make. */
final class GatewaySettings {

  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Integer> PORT =
      GROUP.declare(
          Setting.optional(
              "messaging.gateway.port",
              SettingType.NUMBER,
              "A port for gateways alone, which the service's then no longer serves; 0 for any that is free; without it, gateways use messaging.http.port"));

  static final Setting<String> HOST =
      GROUP.declare(
          Setting.optional(
              "messaging.gateway.host",
              SettingType.TEXT,
              "The address to listen on for gateways, with messaging.gateway.port; without it, messaging.http.host"));

  static final Setting<URI> PUBLIC_URL =
      GROUP.declare(
          Setting.optional(
              "messaging.gateway.public-url",
              SettingType.URL,
              "What gateways reach the server by; plugins tell it to them; without it, messaging.http.public-url"));

  static final Setting<Long> MAX_BODY =
      GROUP.size(
          "messaging.gateway.max-body",
          GatewayConfig.DEFAULTS.maxBodyBytes(),
          "The largest request body of a gateway, up to half of messaging.http.max-bodies-in-flight");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private GatewaySettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static GatewayConfig config(SettingValues values) {
    return new GatewayConfig(
        values.find(PORT), values.find(HOST), values.bytes(MAX_BODY), values.find(PUBLIC_URL));
  }
}
