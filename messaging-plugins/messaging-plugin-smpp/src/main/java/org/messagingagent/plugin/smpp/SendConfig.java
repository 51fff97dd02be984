package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.messagingagent.spi.PluginSettings;

/**
 * How messages are written and sent.
 *
 * @param alphabets what texts may be written in, the first that can being taken; at least one
 * @param dataCodings the data_coding of each alphabet
 * @param serviceType may be empty
 * @param validity as SMPP writes it; empty for the SMSC's own
 * @param registeredDelivery which receipts are asked for, as SMPP writes it
 * @param rate short messages a second; 0 for no limit
 * @param sessionsByNumbers whether two numbers are one session
 */
record SendConfig(
    AddressRules addresses,
    List<Alphabet> alphabets,
    Map<Alphabet, Byte> dataCodings,
    LongMessages longMessages,
    int maxParts,
    String serviceType,
    String validity,
    byte priority,
    byte registeredDelivery,
    int rate,
    Duration throttlePause,
    Set<Integer> retryStatuses,
    Duration sendWait,
    Duration responseTimeout,
    boolean sessionsByNumbers) {

  /** How what does not fit into one short message is sent. */
  enum LongMessages {
    UDH,
    SAR,
    PAYLOAD
  }

  static SendConfig of(PluginSettings settings) {
    return new SendConfig(
        addresses(settings),
        alphabets(settings.require(SmppSettings.CHARSETS)),
        Map.of(
            Alphabet.GSM7, (byte) settings.getInt(SmppSettings.DATA_CODING_GSM7),
            Alphabet.LATIN1, (byte) settings.getInt(SmppSettings.DATA_CODING_LATIN1),
            Alphabet.UCS2, (byte) settings.getInt(SmppSettings.DATA_CODING_UCS2)),
        switch (settings.require(SmppSettings.LONG_MESSAGES).trim()) {
          case "sar" -> LongMessages.SAR;
          case "payload" -> LongMessages.PAYLOAD;
          default -> LongMessages.UDH;
        },
        settings.getInt(SmppSettings.MAX_PARTS),
        settings.get(SmppSettings.SERVICE_TYPE).orElse(""),
        settings.isSet(SmppSettings.VALIDITY)
            ? validity(settings.getDuration(SmppSettings.VALIDITY))
            : "",
        (byte) settings.getInt(SmppSettings.PRIORITY),
        registeredDelivery(settings.require(SmppSettings.RECEIPTS).trim()),
        settings.getInt(SmppSettings.RATE),
        settings.getDuration(SmppSettings.THROTTLE_PAUSE),
        statuses(settings.require(SmppSettings.RETRY_STATUSES)),
        settings.getDuration(SmppSettings.SEND_WAIT),
        settings.getDuration(SmppSettings.RESPONSE_TIMEOUT),
        settings.require(SmppSettings.SESSIONS).trim().equals("numbers"));
  }

  /** What is wrong with a list of alphabets. */
  static Optional<String> charsetsProblem(String value) {
    Set<String> known = Stream.of(Alphabet.values()).map(Alphabet::key).collect(Collectors.toSet());
    List<String> named = names(value);
    return !named.isEmpty() && known.containsAll(named) && Set.copyOf(named).size() == named.size()
        ? Optional.empty()
        : Optional.of("must name some of gsm7, latin1 and ucs2, each once, such as gsm7,ucs2");
  }

  private static List<Alphabet> alphabets(String value) {
    List<Alphabet> alphabets = new ArrayList<>();
    for (String name : names(value)) {
      Stream.of(Alphabet.values()).filter(a -> a.key().equals(name)).forEach(alphabets::add);
    }
    return List.copyOf(alphabets);
  }

  private static List<String> names(String value) {
    return Arrays.stream(value.split(",", -1)).map(String::trim).toList();
  }

  private static Set<Integer> statuses(String value) {
    Set<Integer> statuses = new LinkedHashSet<>();
    for (String each : names(value)) {
      statuses.add(Integer.parseUnsignedInt(each.startsWith("0x") ? each.substring(2) : each, 16));
    }
    return Set.copyOf(statuses);
  }

  private static AddressRules addresses(PluginSettings settings) {
    return new AddressRules(
        settings.get(SmppSettings.SOURCE).orElse(""),
        number(settings, SmppSettings.SOURCE_TON).map(TypeOfNumber::valueOf),
        number(settings, SmppSettings.SOURCE_NPI).map(NumberingPlanIndicator::valueOf),
        number(settings, SmppSettings.DESTINATION_TON).map(TypeOfNumber::valueOf),
        number(settings, SmppSettings.DESTINATION_NPI).map(NumberingPlanIndicator::valueOf));
  }

  private static Optional<Byte> number(PluginSettings settings, String key) {
    String value = settings.require(key).trim();
    return value.equals(SmppSettings.AUTO) ? Optional.empty() : Optional.of(Byte.valueOf(value));
  }

  private static byte registeredDelivery(String receipts) {
    return switch (receipts) {
      case "none" -> 0;
      case "failures" -> 2;
      default -> 1;
    };
  }

  /** A relative time of SMPP: days, hours, minutes and seconds from now. */
  private static String validity(Duration time) {
    long days = time.toDays();
    return "00%02d%02d%02d%02d%02d000R"
        .formatted(
            days / 30, days % 30, time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
  }
}
