package org.messagingagent.plugin.smpp;

import java.time.Duration;
import org.jsmpp.bean.BindType;
import org.messagingagent.spi.PluginSettings;

/**
 * How to connect and bind, and how a connection is kept.
 *
 * @param plugin the name under which the plugin runs
 * @param systemType may be empty
 * @param addressRange may be empty
 */
record LinkConfig(
    String plugin,
    String host,
    int port,
    String systemId,
    String password,
    String systemType,
    String addressRange,
    int window,
    Duration responseTimeout,
    Duration connectTimeout,
    Duration enquireLink,
    Duration reconnectMin,
    Duration reconnectMax) {

  static LinkConfig of(String plugin, PluginSettings settings) {
    return new LinkConfig(
        plugin,
        settings.require(SmppSettings.HOST).trim(),
        settings.getInt(SmppSettings.PORT),
        settings.require(SmppSettings.SYSTEM_ID),
        settings.get(SmppSettings.PASSWORD).orElse(""),
        settings.get(SmppSettings.SYSTEM_TYPE).orElse(""),
        settings.get(SmppSettings.ADDRESS_RANGE).orElse(""),
        settings.getInt(SmppSettings.WINDOW),
        settings.getDuration(SmppSettings.RESPONSE_TIMEOUT),
        settings.getDuration(SmppSettings.CONNECT_TIMEOUT),
        settings.getDuration(SmppSettings.ENQUIRE_LINK),
        settings.getDuration(SmppSettings.RECONNECT_MIN),
        settings.getDuration(SmppSettings.RECONNECT_MAX));
  }

  /** The address as operators write it. */
  String address() {
    return host + ":" + port;
  }

  /** What a bind is called in logs and health. */
  static String spoken(BindType type) {
    return switch (type) {
      case BIND_TRX -> "transceiver";
      case BIND_TX -> "transmitter";
      case BIND_RX -> "receiver";
    };
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "LinkConfig[%s as %s]".formatted(address(), systemId);
  }
}
