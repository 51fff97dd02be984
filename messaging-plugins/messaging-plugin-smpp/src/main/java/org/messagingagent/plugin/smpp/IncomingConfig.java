package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.Optional;
import org.messagingagent.spi.PluginSettings;

/**
 * How what comes in is taken.
 *
 * @param handler the plugin that handles incoming messages; empty where they are refused
 * @param defaultAlphabet what data_coding 0 means
 * @param repeatWindow zero for not looking for repeats
 * @param sessionsByNumbers whether two numbers are one session
 */
record IncomingConfig(
    Optional<String> handler,
    String format,
    Alphabet defaultAlphabet,
    Duration partsWait,
    Duration repeatWindow,
    boolean sessionsByNumbers,
    int threads) {

  static IncomingConfig of(PluginSettings settings) {
    return new IncomingConfig(
        settings.get(SmppSettings.INCOMING_HANDLER).map(String::trim),
        settings.require(SmppSettings.INCOMING_FORMAT).trim(),
        settings.require(SmppSettings.INCOMING_ALPHABET).trim().equals("latin1")
            ? Alphabet.LATIN1
            : Alphabet.GSM7,
        settings.getDuration(SmppSettings.INCOMING_PARTS_WAIT),
        settings.getDuration(SmppSettings.INCOMING_REPEATS),
        settings.require(SmppSettings.SESSIONS).trim().equals("numbers"),
        settings.getInt(SmppSettings.RECEIVE_THREADS));
  }
}
