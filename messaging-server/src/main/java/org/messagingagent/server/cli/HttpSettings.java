package org.messagingagent.server.cli;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.spi.callback.AddressList;

/** How callers are served: the keys, and the configuration that they make. */
final class HttpSettings {

  private static final HttpConfig PRESETS = HttpConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<String> HOST =
      GROUP.text(
          "messaging.http.host", PRESETS.host(), "The address to listen on; 0.0.0.0 for all");

  static final Setting<Integer> PORT =
      GROUP.number(
          "messaging.http.port", PRESETS.port(), "The port to listen on; 0 for any that is free");

  static final Setting<URI> PUBLIC_URL =
      GROUP.declare(
          Setting.optional(
              "messaging.http.public-url",
              SettingType.URL,
              "What callers reach the server by, such as https://sms.example.com; stands in the WSDL"));

  static final Setting<Long> MAX_BODY =
      GROUP.size("messaging.http.max-body", PRESETS.maxBodyBytes(), "The largest request body");

  static final Setting<Long> MAX_BODIES_IN_FLIGHT =
      GROUP.declare(
          Setting.of(
                  "messaging.http.max-bodies-in-flight",
                  SettingType.SIZE,
                  PRESETS.maxBodyBytesInFlight(),
                  "All request bodies being read or handled, together, at least a third more than messaging.http.max-body; beyond it callers are told to try again")
              .presetSaidAs("an eighth of the heap, at least 16MiB"));

  static final Setting<Integer> MAX_THREADS =
      GROUP.number(
          "messaging.http.max-threads",
          PRESETS.maxThreads(),
          "The most requests handled at a time; half of them may send, an eighth may log on");

  static final Setting<Integer> MAX_QUEUED =
      GROUP.number(
          "messaging.http.max-queued-requests",
          PRESETS.maxQueuedRequests(),
          "How many requests of each kind wait for a thread; beyond it callers are told to try again");

  static final Setting<Integer> MAX_CONNECTIONS =
      GROUP.number(
          "messaging.http.max-connections",
          PRESETS.maxConnections(),
          "How many connections are open at a time; others wait to be accepted");

  static final Setting<Long> MAX_HEADER =
      GROUP.size(
          "messaging.http.max-header",
          PRESETS.maxHeaderBytes(),
          "The largest request line with headers");

  static final Setting<Duration> IDLE_TIMEOUT =
      GROUP.time(
          "messaging.http.idle-timeout",
          PRESETS.idleTimeout(),
          "How long a connection may be silent while the server waits for it");

  static final Setting<Duration> READ_TIMEOUT =
      GROUP.time(
          "messaging.http.read-timeout",
          PRESETS.readTimeout(),
          "How long a request may take to arrive in full");

  static final Setting<Duration> STOP_TIMEOUT =
      GROUP.time(
          "messaging.http.stop-timeout",
          PRESETS.stopTimeout(),
          "How long a stop waits for requests in progress");

  static final Setting<Duration> READY_DELAY =
      GROUP.time(
          "messaging.http.ready-delay",
          NodeConfig.DEFAULTS.readyDelay(),
          "How long a stop goes on taking requests while /health/ready answers 503, so that a balancer"
              + " sees it in time; set it above the time between two of its checks");

  static final Setting<AddressList> TRUSTED_PROXIES =
      GROUP.declare(
          Setting.optional(
              "messaging.http.trusted-proxies",
              SettingType.ADDRESSES,
              "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; addresses and ranges, with commas between"));

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private HttpSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static HttpConfig config(SettingValues values) {
    long maxBody = values.get(MAX_BODY);
    // A larger body limit alone must not need a second setting to go with it.
    long inFlight =
        values.isSet(MAX_BODIES_IN_FLIGHT)
            ? values.get(MAX_BODIES_IN_FLIGHT)
            : Math.max(HttpConfig.leastBodyBytesInFlight(maxBody), PRESETS.maxBodyBytesInFlight());
    return new HttpConfig(
        values.get(HOST),
        values.get(PORT),
        values.find(PUBLIC_URL),
        values.bytes(MAX_BODY),
        inFlight,
        values.get(MAX_THREADS),
        values.get(MAX_QUEUED),
        values.get(MAX_CONNECTIONS),
        values.bytes(MAX_HEADER),
        values.get(IDLE_TIMEOUT),
        values.get(READ_TIMEOUT),
        values.get(STOP_TIMEOUT),
        values.find(TRUSTED_PROXIES).orElseGet(PRESETS::trustedProxies));
  }
}
