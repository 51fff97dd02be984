package org.messagingagent.plugin.smtp;

import java.util.Optional;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/**
 * What mails have where the message does not say it.
 *
 * @param plugin the name under which the plugin runs
 * @param from the sender where the message names none
 * @param returnPath where bounces go; else to the sender
 * @param replyTo where answers go; else to the sender
 * @param maxSize the largest mail, in bytes as sent
 */
record Letterhead(
    String plugin,
    Optional<MailAddress> from,
    Optional<MailAddress> returnPath,
    Optional<MailAddress> replyTo,
    String subject,
    int maxSize) {

  static Letterhead of(String plugin, PluginSettings settings) {
    return new Letterhead(
        plugin,
        address(settings, Declarations.FROM),
        address(settings, Declarations.RETURN_PATH),
        address(settings, Declarations.REPLY_TO),
        settings.require(Declarations.SUBJECT),
        settings.getInt(Declarations.MAX_SIZE));
  }

  /** A setting as the operator writes it. */
  String setting(String key) {
    return "messaging.plugin.%s.%s".formatted(plugin, key);
  }

  private static Optional<MailAddress> address(PluginSettings settings, String key) {
    return settings.get(key).map(text -> checked(key, text));
  }

  private static MailAddress checked(String key, String text) {
    try {
      return MailAddress.parse(text);
    } catch (UnsendableException e) {
      throw new PluginSettingException(key, e.getMessage());
    }
  }
}
