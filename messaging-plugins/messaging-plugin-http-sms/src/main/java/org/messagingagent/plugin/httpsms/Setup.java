package org.messagingagent.plugin.httpsms;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;

/**
 * All that the settings say, read and found to go together. Immutable.
 *
 * @param guard who may call
 */
record Setup(
    Layers layers,
    RequestFormat request,
    AnswerRules answers,
    Numbers numbers,
    Optional<SSLContext> trust,
    Guard guard,
    Optional<ReceiptRules> receipts,
    Optional<IncomingRules> incoming) {

  private static final List<String> SECRETS =
      List.of(Keys.PASSWORD, Keys.TOKEN, Keys.CALLBACK_PATH_SECRET, Keys.CALLBACK_QUERY_SECRET);
  private static final int SHORTEST_SECRET_HEADER = 16;
  private static final List<String> OF_RECEIPTS =
      List.of(Keys.RECEIPT_ITEMS, Keys.RECEIPT_ID, Keys.RECEIPT_STATUS);

  /** All that is wrong with the settings. */
  static List<SettingProblem> problems(PluginSettings settings) {
    return read(new Layers(settings)).layers().problems();
  }

  /**
   * Reads the settings.
   *
   * @throws PluginSettingException with all that is wrong with them
   */
  static Setup of(PluginSettings settings) {
    Setup setup = read(new Layers(settings));
    if (!setup.layers().problems().isEmpty()) {
      throw new PluginSettingException(setup.layers().problems());
    }
    return setup;
  }

  private static Setup read(Layers layers) {
    Redactor redactor =
        new Redactor(
            Stream.concat(
                    SECRETS.stream().flatMap(key -> layers.get(key).stream()),
                    layers.headers().values().stream().filter(Setup::mayBeSecret))
                .toList());
    Setup setup =
        new Setup(
            layers,
            RequestSettings.read(layers),
            AnswerRules.read(layers, redactor),
            new Numbers(Numbers.style(layers.require(Keys.NUMBERS)), layers.get(Keys.COUNTRY_CODE)),
            layers.read(Keys.TRUST_CERTIFICATES, Certificates::trusting),
            GuardSettings.read(layers),
            ReceiptRules.read(layers, redactor),
            IncomingRules.read(layers));
    setup.checkCallbacks();
    return setup;
  }

  /** A header's fixed value; short ones are words such as types of content. */
  private static boolean mayBeSecret(String header) {
    return header.length() >= SHORTEST_SECRET_HEADER && !header.contains("{{");
  }

  /** Where callbacks are asked for, somebody has to be let in. */
  private void checkCallbacks() {
    if (guard.isSet()) {
      return;
    }
    Stream.concat(Stream.of(Keys.INCOMING_HANDLER), OF_RECEIPTS.stream())
        .filter(layers::isSet)
        .findFirst()
        .ifPresent(
            key ->
                layers.problem(
                    Keys.CALLBACK_PATH_SECRET,
                    ("is required with %s, or another way to tell the vendor from strangers:"
                            + " callback.query-secret, callback.user, callback.hmac-secret or"
                            + " callback.addresses")
                        .formatted(key)));
  }
}
