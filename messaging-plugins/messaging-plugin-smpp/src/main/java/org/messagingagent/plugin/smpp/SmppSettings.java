package org.messagingagent.plugin.smpp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.messagingagent.spi.PluginSetting;

/** The settings of the plugin. */
final class SmppSettings {

  static final String HOST = "host";
  static final String PORT = "port";
  static final String SYSTEM_ID = "system-id";
  static final String PASSWORD = "password";
  static final String SYSTEM_TYPE = "system-type";
  static final String BIND_TYPE = "bind-type";
  static final String ADDRESS_RANGE = "address-range";
  static final String TLS = "tls";
  static final String TLS_SERVER_NAME = "tls.server-name";
  static final String TRUST_STORE = "tls.trust-store";
  static final String TRUST_STORE_PASSWORD = "tls.trust-store-password";
  static final String KEY_STORE = "tls.key-store";
  static final String KEY_STORE_PASSWORD = "tls.key-store-password";
  static final String WINDOW = "window";
  static final String RATE = "rate";
  static final String THROTTLE_PAUSE = "throttle-pause";
  static final String RETRY_STATUSES = "retry-statuses";
  static final String SEND_WAIT = "send-wait";
  static final String RESPONSE_TIMEOUT = "response-timeout";
  static final String CONNECT_TIMEOUT = "connect-timeout";
  static final String ENQUIRE_LINK = "enquire-link";
  static final String RECONNECT_MIN = "reconnect-min";
  static final String RECONNECT_MAX = "reconnect-max";
  static final String CHARSETS = "charsets";
  static final String DATA_CODING_GSM7 = "data-coding.gsm7";
  static final String DATA_CODING_LATIN1 = "data-coding.latin1";
  static final String DATA_CODING_UCS2 = "data-coding.ucs2";
  static final String LONG_MESSAGES = "long-messages";
  static final String MAX_PARTS = "max-parts";
  static final String SOURCE = "source";
  static final String SOURCE_TON = "source-ton";
  static final String SOURCE_NPI = "source-npi";
  static final String DESTINATION_TON = "destination-ton";
  static final String DESTINATION_NPI = "destination-npi";
  static final String SERVICE_TYPE = "service-type";
  static final String VALIDITY = "validity";
  static final String PRIORITY = "priority";
  static final String RECEIPTS = "receipts";
  static final String RECEIPT_IDS = "receipt-ids";
  static final String RECEIPTS_KEPT = "receipts-kept";
  static final String SESSIONS = "sessions";
  static final String INCOMING_HANDLER = "incoming.handler";
  static final String INCOMING_FORMAT = "incoming.format";
  static final String INCOMING_ALPHABET = "incoming.default-alphabet";
  static final String INCOMING_PARTS_WAIT = "incoming.parts-wait";
  static final String INCOMING_REPEATS = "incoming.repeat-window";
  static final String RECEIVE_THREADS = "receive-threads";

  static final String AUTO = "auto";

  /** Most parts of a message: each has an external id, of which a message has at most 100. */
  static final int MOST_PARTS = 50;

  private static final Pattern STATUSES =
      Pattern.compile("(0x)?[0-9A-Fa-f]{1,8}(\\s*,\\s*(0x)?[0-9A-Fa-f]{1,8})*");
  private static final String[] TONS = {"auto", "0", "1", "2", "3", "4", "5", "6"};
  private static final String[] NPIS = {
    "auto", "0", "1", "3", "4", "6", "8", "9", "10", "14", "18"
  };
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private SmppSettings() {}

  static List<PluginSetting> all() {
    return List.of(
        PluginSetting.text(HOST).required().describedAs("The name or address of the SMSC"),
        PluginSetting.number(PORT).between(1, 65_535).withDefault(2775).describedAs("Its port"),
        ascii(SYSTEM_ID, 15).required().describedAs("The account there, at most 15 characters"),
        ascii(PASSWORD, 8).secret().describedAs("Its password, at most 8 characters"),
        ascii(SYSTEM_TYPE, 12).describedAs("The system_type of the bind, where the SMSC wants one"),
        PluginSetting.text(BIND_TYPE)
            .oneOf("transceiver", "transmitter", "receiver", "pair")
            .withDefault("transceiver")
            .describedAs(
                "How to bind: one bind for both directions, to send only, to receive only, or a transmitter and a receiver"),
        ascii(ADDRESS_RANGE, 40)
            .describedAs("The address_range of the bind: which numbers' messages come in here"),
        PluginSetting.flag(TLS)
            .withDefault(false)
            .describedAs("Whether the connection is encrypted"),
        PluginSetting.text(TLS_SERVER_NAME)
            .describedAs("The name that the SMSC's certificate must be for; by default the host"),
        PluginSetting.path(TRUST_STORE)
            .describedAs(
                "PKCS #12 or JKS file of the authorities that are trusted; by default the JDK's"),
        PluginSetting.text(TRUST_STORE_PASSWORD).secret().describedAs("Its password"),
        PluginSetting.path(KEY_STORE)
            .describedAs("PKCS #12 or JKS file with a certificate and key of ours"),
        PluginSetting.text(KEY_STORE_PASSWORD).secret().describedAs("Its password"),
        PluginSetting.number(WINDOW)
            .between(1, 1_000)
            .withDefault(10)
            .describedAs("How many submits may wait for their answers at a time"),
        PluginSetting.number(RATE)
            .between(0, 100_000)
            .withDefault(0)
            .describedAs("How many short messages a second this node sends; 0 for no limit"),
        PluginSetting.duration(THROTTLE_PAUSE)
            .between(Duration.ofMillis(10), Duration.ofMinutes(1))
            .withDefault(Duration.ofMillis(500))
            .describedAs(
                "How long nothing is sent when the SMSC says that it is too much; doubled each time, up to 30 s"),
        PluginSetting.text(RETRY_STATUSES)
            .withDefault("08,14,58,64")
            .checkedBy(
                value ->
                    STATUSES.matcher(value.trim()).matches()
                        ? Optional.empty()
                        : Optional.of("must be command statuses in hexadecimal, such as 08,14,58"))
            .describedAs(
                "Command statuses, in hexadecimal, at which a message is tried again; all others refuse it"),
        PluginSetting.duration(SEND_WAIT)
            .between(Duration.ofMillis(100), HOUR)
            .withDefault(Duration.ofSeconds(10))
            .describedAs(
                "How long a message waits for a bind, a place in the window and the rate before it is given back to be tried again"),
        PluginSetting.duration(RESPONSE_TIMEOUT)
            .between(Duration.ofMillis(100), HOUR)
            .withDefault(Duration.ofSeconds(30))
            .describedAs(
                "How long an answer of the SMSC is waited for; with send-wait it has to be less than limits.send-timeout"),
        PluginSetting.duration(CONNECT_TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofMinutes(5))
            .withDefault(Duration.ofSeconds(10))
            .describedAs("How long connecting may take, and then binding"),
        PluginSetting.duration(ENQUIRE_LINK)
            .between(Duration.ofMillis(100), HOUR)
            .withDefault(Duration.ofSeconds(30))
            .describedAs("After how long a silence the SMSC is asked whether it is there"),
        PluginSetting.duration(RECONNECT_MIN)
            .between(Duration.ofMillis(10), HOUR)
            .withDefault(SECOND)
            .describedAs("The pause before the first attempt to connect again"),
        PluginSetting.duration(RECONNECT_MAX)
            .between(Duration.ofMillis(10), HOUR)
            .withDefault(Duration.ofMinutes(1))
            .describedAs("The longest pause between attempts to connect"),
        PluginSetting.text(CHARSETS)
            .withDefault("gsm7,latin1,ucs2")
            .checkedBy(SendConfig::charsetsProblem)
            .describedAs("What texts may be written in; the first that can write a text is taken"),
        dataCoding(DATA_CODING_GSM7, 0, "the GSM alphabet"),
        dataCoding(DATA_CODING_LATIN1, 3, "Latin-1"),
        dataCoding(DATA_CODING_UCS2, 8, "UCS-2"),
        PluginSetting.text(LONG_MESSAGES)
            .oneOf("udh", "sar", "payload")
            .withDefault("udh")
            .describedAs(
                "How long messages are sent: in parts with a user data header, in parts with sar_ parameters, or whole as message_payload"),
        PluginSetting.number(MAX_PARTS)
            .between(1, MOST_PARTS)
            .withDefault(10)
            .describedAs("How many parts a message may have"),
        PluginSetting.text(SOURCE)
            .describedAs("The sender of messages that name none: a number or a name"),
        typeOf(SOURCE_TON, TONS, "Type of number of senders"),
        typeOf(SOURCE_NPI, NPIS, "Numbering plan of senders"),
        typeOf(DESTINATION_TON, TONS, "Type of number of receivers"),
        typeOf(DESTINATION_NPI, NPIS, "Numbering plan of receivers"),
        ascii(SERVICE_TYPE, 5).describedAs("The service_type of messages"),
        PluginSetting.duration(VALIDITY)
            .between(Duration.ofMinutes(1), Duration.ofDays(60))
            .describedAs("For how long the SMSC tries to deliver; by default as the SMSC decides"),
        PluginSetting.number(PRIORITY)
            .between(0, 3)
            .withDefault(0)
            .describedAs("The priority_flag of messages"),
        PluginSetting.text(RECEIPTS)
            .oneOf("all", "failures", "none")
            .withDefault("all")
            .describedAs("Which delivery receipts are asked for"),
        PluginSetting.text(RECEIPT_IDS)
            .oneOf(AUTO, "same", "decimal", "hexadecimal")
            .withDefault(AUTO)
            .describedAs(
                "How receipts name messages: as the answer to the submit did, in decimal where that was hexadecimal, in hexadecimal where that was decimal, or found out from the first receipts"),
        PluginSetting.duration(RECEIPTS_KEPT)
            .between(Duration.ofMinutes(1), Duration.ofDays(30))
            .withDefault(Duration.ofDays(3))
            .describedAs("How long the receipts of a message's parts are waited for"),
        PluginSetting.text(SESSIONS)
            .oneOf("numbers", "off")
            .withDefault("numbers")
            .describedAs(
                "Whether messages between the same two numbers are one session, so that an incoming one answers the last one sent; a session key that the caller suggests goes before that"),
        PluginSetting.text(INCOMING_HANDLER)
            .describedAs("The plugin that handles incoming messages; without one they are refused"),
        PluginSetting.text(INCOMING_FORMAT)
            .withDefault("sms/text")
            .describedAs("The format that incoming messages are given"),
        PluginSetting.text(INCOMING_ALPHABET)
            .oneOf("gsm7", "latin1")
            .withDefault("gsm7")
            .describedAs("What data_coding 0 means in incoming messages"),
        PluginSetting.duration(INCOMING_PARTS_WAIT)
            .between(Duration.ofMinutes(1), Duration.ofDays(7))
            .withDefault(Duration.ofHours(6))
            .describedAs(
                "How long the missing parts of an incoming message are waited for; then it goes on without them"),
        PluginSetting.duration(INCOMING_REPEATS)
            .between(Duration.ZERO, Duration.ofDays(1))
            .withDefault(Duration.ofMinutes(10))
            .describedAs(
                "For how long an incoming message whose answer may have been lost is known again; 0s for not at all"),
        PluginSetting.number(RECEIVE_THREADS)
            .between(1, 200)
            .withDefault(16)
            .describedAs("How many receipts and incoming messages are taken in at a time"));
  }

  private static PluginSetting dataCoding(String key, int standard, String alphabet) {
    return PluginSetting.number(key)
        .between(0, 255)
        .withDefault(standard)
        .describedAs("The data_coding of messages in " + alphabet);
  }

  private static PluginSetting typeOf(String key, String[] values, String what) {
    return PluginSetting.text(key)
        .oneOf(values)
        .withDefault(AUTO)
        .describedAs(what + ", as SMPP numbers them; auto: told from the address");
  }

  private static PluginSetting ascii(String key, int longest) {
    return PluginSetting.text(key)
        .checkedBy(
            value ->
                value.length() <= longest
                        && StandardCharsets.US_ASCII.newEncoder().canEncode(value)
                        && value.chars().noneMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of("must be at most %d characters of ASCII".formatted(longest)));
  }
}
