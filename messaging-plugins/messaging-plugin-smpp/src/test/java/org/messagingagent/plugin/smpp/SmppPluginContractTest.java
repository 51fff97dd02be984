package org.messagingagent.plugin.smpp;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;

class SmppPluginContractTest implements MessagingPluginContract {

  private final TestSmsc smsc = TestSmsc.start();

  @AfterEach
  void stop() {
    smsc.close();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return SmppPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "host", "127.0.0.1",
        "port", Integer.toString(smsc.port()),
        "system-id", "esme",
        "password", "s3cr3t");
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return List.of(
        Map.of("host", "smsc", "system-id", "esme", "port", "0"),
        Map.of("host", "smsc", "system-id", "a system id that is too long"),
        Map.of("host", "smsc", "system-id", "esme", "password", "too long a password"),
        Map.of("host", "smsc", "system-id", "esme", "charsets", "gsm7,klingon"),
        Map.of("host", "smsc", "system-id", "esme", "charsets", "gsm7,gsm7"),
        Map.of("host", "smsc", "system-id", "esme", "retry-statuses", "throttled"),
        Map.of("host", "smsc", "system-id", "esme", "source", "a name of many letters"),
        Map.of("host", "smsc", "system-id", "esme", "reconnect-min", "2m"),
        Map.of("host", "smsc", "system-id", "esme", "tls.server-name", "smsc.example.com"),
        Map.of("host", "smsc", "system-id", "esme", "tls", "true", "tls.trust-store", "/no/file"),
        Map.of("host", "smsc", "system-id", "esme", "tls", "true", "tls.key-store-password", "x"));
  }

  @Override
  public OutgoingMessage outgoing(int number) {
    OutgoingMessage message = TestMessages.outgoing(number, "Message %d: æøå €".formatted(number));
    return new OutgoingMessage(
        message.messagingId(),
        "2000",
        "+4712345678",
        message.content(),
        SmppPlugin.ANY_LENGTH,
        message.parentMessagingId(),
        message.suggestedSessionKey(),
        message.attempt());
  }
}
