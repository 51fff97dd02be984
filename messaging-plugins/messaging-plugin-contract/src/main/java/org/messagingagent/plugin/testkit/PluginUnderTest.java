package org.messagingagent.plugin.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.callback.CallbackRequest;

/**
 * What a vendor's test says of the plugin that it tests: its class, and whatever differs from the
 * defaults here. Each method may be called several times in a test; JUnit makes a new object of the
 * test class for each test, with the gateway that its fields start.
 *
 * <p>What became of each promise is written to {@code target/plugin-conformance/<plugin>.txt} and
 * {@code .json} when the tests have ended. The system property {@code plugin-conformance.directory}
 * names another directory.
 */
@ExtendWith(ConformanceExtension.class)
public interface PluginUnderTest {

  /** The plugin's class, as its service file names it. */
  Class<? extends MessagingPlugin> pluginClass();

  /** Settings with which the plugin opens. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /**
   * Settings, each of which the plugin refuses with a {@link PluginSettingException}. What is
   * missing, unknown, or wrong by its declaration is tested without being named here.
   */
  default List<Map<String, String>> badSettings() {
    return List.of();
  }

  /**
   * An incoming message that the plugin handles.
   *
   * @param number from 1; another number makes another message
   */
  default IncomingMessage incoming(int number) {
    return TestMessages.incoming(
        Subject.newPlugin(this).name(),
        number,
        "Message %d: <æøå> & \"日本\" \uD83D\uDE00".formatted(number));
  }

  /**
   * An outgoing message that the plugin sends.
   *
   * @param number from 1; another number makes another message
   */
  default OutgoingMessage outgoing(int number) {
    return TestMessages.outgoing(
        number, "Message %d: <æøå> & \"日本\" \uD83D\uDE00".formatted(number));
  }

  /** A configuration with which a {@link ConfigurableSender} sends. */
  default Map<String, String> config() {
    return Map.of();
  }

  /**
   * Whether each message that was sent gets an external id. Without one no delivery report can find
   * the message.
   */
  default boolean givesExternalIds() {
    return true;
  }

  /**
   * The gateway to which {@link #settings()} lead: a field of the test, which takes messages until
   * it is told otherwise. Without one, the tests of what happens when the gateway is slow, silent
   * or away are skipped.
   */
  default Optional<FakeGateway> gateway() {
    return Optional.empty();
  }

  /**
   * How the gateway takes a message and gives it this id. Without it, tests that need to know the
   * id beforehand are skipped.
   */
  default Optional<GatewayAnswer> taken(String externalId) {
    return Optional.empty();
  }

  /**
   * Whether the gateway recognises a message that it is given twice, as by an idempotency key: then
   * the plugin may answer "try again" also where the gateway may have taken the message.
   */
  default boolean gatewayRecognisesRepeats() {
    return false;
  }

  /**
   * The gateway's own request, signed as it should be, that reports that the message of this id has
   * been received. Without one, callbacks are tested with strangers' requests alone.
   */
  default Optional<CallbackRequest> receipt(String externalId) {
    return Optional.empty();
  }

  /**
   * The gateway's own request, signed as it should be, that brings an incoming message under this
   * id of the gateway's.
   */
  default Optional<CallbackRequest> arrival(String gatewayId) {
    return Optional.empty();
  }
}
