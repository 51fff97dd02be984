package org.messagingagent.plugin.smtp;

import com.icegreen.greenmail.util.GreenMail;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;

class SmtpPluginContractTest implements MessagingPluginContract {

  private final GreenMail mail = Mails.start();

  @AfterEach
  void stop() {
    mail.stop();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return SmtpPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    return Mails.settingsWithImap(mail);
  }

  @Override
  public OutgoingMessage outgoing(int number) {
    return Opened.message(number, "Message %d: <æøå> & \"日本\" \uD83D\uDE00".formatted(number));
  }

  @Override
  public Map<String, String> config() {
    return Map.of("subject", "Måned", "reply-to", "Kari <kari@example.org>");
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return BadSettings.all();
  }
}
