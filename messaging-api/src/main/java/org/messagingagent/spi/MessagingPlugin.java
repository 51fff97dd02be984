package org.messagingagent.spi;

import java.util.List;
import java.util.Optional;

/**
 * What a vendor ships. Found with {@link java.util.ServiceLoader}, so it needs a public no-argument
 * constructor, which should do no work: work starts in {@link #open}. Say with {@link RequiresSpi}
 * what it was built for.
 *
 * <p>What the plugin tells about itself is asked once, before {@link #open}, and must not change.
 * Where it is opened again, such as when an operator restarts it, a new object of its class is made
 * by a new class loader.
 *
 * <p>An operator may run a plugin several times, each instance under a name of its own, which
 * {@link PluginContext#pluginName()} tells. Each is an object of its own; they may share their
 * classes, so that nothing of one belongs into a static field.
 */
public interface MessagingPlugin {

  /**
   * The name that callers address in the message's {@code Plugin} field, such as {@code "sms"}:
   * letters, digits, {@code -}, {@code _} and {@code .}, at most 64 characters, beginning with a
   * letter or digit; unique in one server. Names compare exactly.
   */
  String name();

  /**
   * The vendor's version of this plugin, for listings and logs. Unless a plugin says otherwise it
   * is the {@code Implementation-Version} in the manifest of its JAR, or {@code unknown} where that
   * has none.
   */
  default String version() {
    return Optional.ofNullable(getClass().getPackage().getImplementationVersion())
        .filter(version -> !version.isBlank())
        .orElse("unknown");
  }

  /** What it does, in a sentence for an operator who sees it for the first time; may be empty. */
  default String description() {
    return "";
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
   * The longest content that the plugin takes, in characters (UTF-16 code units); 0 for no limit of
   * its own. A longer message is refused before it is stored or sent.
   */
  default int maxContentLength() {
    return 0;
  }

  /**
   * Whether the plugin runs where the operator says nothing about it. {@code
   * messaging.plugin.<name>.enabled} has the last word. A plugin that should not take messages by
   * accident, such as one for load tests or one without a sensible default for its gateway, answers
   * false; it then runs only where the operator asks for it.
   */
  default boolean enabledByDefault() {
    return true;
  }

  /**
   * The settings that the plugin has. An operator sets them as {@code
   * messaging.plugin.<name>.<key>}. Before {@link #open} they are all checked at once; where one is
   * unknown, missing or wrong, all problems are reported together and the plugin stays off. Keys
   * that begin with {@code limits.}, and {@code enabled}, are the server's.
   */
  default List<PluginSetting> settings() {
    return List.of();
  }

  /**
   * Checks what {@link #settings()} cannot say, such as settings that need one another. Called when
   * each setting is right by itself; must not connect to anything.
   *
   * @return what is wrong, reported together; empty where all is well
   */
  default List<SettingProblem> check(PluginSettings settings) {
    return List.of();
  }

  /**
   * Starts the plugin; never called by two threads. The channel's type says what the plugin does:
   * {@link IncomingHandler}, {@link TransactionalHandler}, {@link OutgoingSender} with its kinds
   * {@link ConfigurableSender}, {@link BatchSender} and {@link ReconcilingSender}, {@link
   * org.messagingagent.spi.callback.CallbackHandler}, or a class that implements several of them.
   *
   * <p>A gateway that is away is no reason to fail here: open, connect in the background, and let
   * {@link Channel#health()} and the outcomes say how it stands.
   *
   * @param context what the server gives to this plugin; valid until the channel is closed
   * @return the open channel, never null
   * @throws PluginSettingException where a setting is wrong after all; the server reports it and
   *     what to do, and runs without this plugin
   * @throws Exception any other failure; the server reports it and runs without this plugin
   */
  Channel open(PluginContext context) throws Exception;
}
