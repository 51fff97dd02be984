package org.messagingagent.spi;

import java.util.List;

/**
 * What a vendor ships. Found with {@link java.util.ServiceLoader}, so it needs a public no-argument
 * constructor, which should do no work: work starts in {@link #open}.
 *
 * <p>The name and the formats are read once, before {@link #open}, and must not change.
 */
public interface MessagingPlugin {

  /**
   * The name that callers address in the message's {@code Plugin} field, such as {@code "sms"}:
   * letters, digits, {@code -}, {@code _} and {@code .}, at most 64 characters, beginning with a
   * letter or digit; unique in one server. Names compare exactly.
   */
  String name();

  /** The vendor's version of this plugin, for listings and logs. */
  default String version() {
    return "unknown";
  }

  /**
   * The message formats that this plugin takes, such as {@code "sms/160"} or {@code "text/plain"},
   * in the order in which callers see them. Empty means that it takes any format. A message that
   * names no format is always passed on.
   */
  default List<String> formats() {
    return List.of();
  }

  /**
   * Whether the plugin runs where the operator says nothing about it. {@code
   * messaging.plugin.<name>.enabled} has the last word. A plugin that should not take messages by
   * accident, such as one for load tests, answers false; it then runs only where the operator asks
   * for it.
   */
  default boolean enabledByDefault() {
    return true;
  }

  /**
   * Starts the plugin; called once, at the start of the server, and never by two threads. The
   * channel's type says what the plugin does: {@link IncomingHandler}, {@link OutgoingSender},
   * {@link ConfigurableSender}, or a class that implements several of them.
   *
   * @param context what the server gives to this plugin; valid until the channel is closed
   * @return the open channel, never null
   * @throws PluginSettingException where a setting is missing or wrong; the server reports the
   *     setting and what to do, and runs without this plugin
   * @throws Exception any other failure; the server reports it and runs without this plugin
   */
  Channel open(PluginContext context) throws Exception;
}
