package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.SendOutcome;

/**
 * What every plugin keeps to. A vendor's test implements this interface and names the plugin; JUnit
 * then runs the tests here:
 *
 * <pre>{@code
 * class SmsPluginContractTest implements MessagingPluginContract {
 *   @Override
 *   public Class<? extends MessagingPlugin> pluginClass() {
 *     return SmsPlugin.class;
 *   }
 *
 *   @Override
 *   public Map<String, String> settings() {
 *     return Map.of("url", gateway.url());
 *   }
 * }
 * }</pre>
 *
 * <p>A plugin that talks to a gateway gets a stand-in for it, started by the test, which takes the
 * example messages. Tests for a direction that the plugin does not have are skipped.
 */
public interface MessagingPluginContract {

  /** The plugin's class, as its service file names it. */
  Class<? extends MessagingPlugin> pluginClass();

  /** Settings with which the plugin opens; asked once a test. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /** Settings, each of which the plugin refuses with a {@link PluginSettingException}. */
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
        newPlugin().name(), number, "Message %d: <æøå> & \"日本\" \uD83D\uDE00".formatted(number));
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

  @Test
  default void serviceFileNamesThePlugin() {
    assertThat(ServiceLoader.load(MessagingPlugin.class).stream().map(ServiceLoader.Provider::type))
        .as("META-INF/services/%s names", MessagingPlugin.class.getName())
        .anyMatch(type -> type == pluginClass());
  }

  @Test
  default void classAndConstructorArePublic() throws NoSuchMethodException {
    assertThat(Modifier.isPublic(pluginClass().getModifiers())).as("the class is public").isTrue();
    assertThat(Modifier.isPublic(pluginClass().getDeclaredConstructor().getModifiers()))
        .as("the constructor without arguments is public")
        .isTrue();
  }

  @Test
  default void constructorStartsNoThread() {
    Set<Thread> before = threads();
    newPlugin();
    assertThat(startedSince(before)).as("threads that the constructor started").isEmpty();
  }

  @Test
  default void nameKeepsTheRulesAndIsStable() {
    MessagingPlugin plugin = newPlugin();
    assertThat(plugin.name()).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    assertThat(plugin.name()).isEqualTo(plugin.name()).isEqualTo(newPlugin().name());
  }

  @Test
  default void versionIsNotEmpty() {
    assertThat(newPlugin().version()).isNotBlank();
  }

  @Test
  default void formatsAreNotEmptyAndStable() {
    MessagingPlugin plugin = newPlugin();
    assertThat(plugin.formats())
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank);
    assertThat(plugin.formats()).isEqualTo(plugin.formats()).isEqualTo(newPlugin().formats());
  }

  @Test
  default void opensAsHandlerOrSender(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      assertThat(channel)
          .isInstanceOfAny(IncomingHandler.class, OutgoingSender.class, ConfigurableSender.class);
    }
  }

  @Test
  default void refusesBadSettings(@TempDir Path directory) {
    for (Map<String, String> bad : badSettings()) {
      MessagingPlugin plugin = newPlugin();
      assertThatExceptionOfType(PluginSettingException.class)
          .as("opening with %s", bad)
          .isThrownBy(
              () -> TestPluginContext.of(plugin, directory).withSettings(bad).open().close())
          .satisfies(e -> assertThat(e.key()).isNotBlank());
    }
  }

  @Test
  default void handlesMessagesFromSeveralThreads(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      IncomingHandler handler = as(IncomingHandler.class, channel);
      List<HandleOutcome> outcomes =
          MessagingPluginCalls.atOnce(number -> handler.handle(incoming(number)));
      assertThat(outcomes)
          .doesNotContainNull()
          .allMatch(outcome -> outcome.kind() == HandleOutcome.Kind.HANDLED);
    }
  }

  @Test
  default void handlesTheSameMessageAgain(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      IncomingHandler handler = as(IncomingHandler.class, channel);
      IncomingMessage message = incoming(1);
      assertThat(handler.handle(message).kind()).isEqualTo(HandleOutcome.Kind.HANDLED);
      assertThat(handler.handle(message))
          .as("the answer after a crash between the first answer and its record")
          .isNotNull()
          .matches(outcome -> outcome.kind() != HandleOutcome.Kind.RETRY);
    }
  }

  @Test
  default void answersIncomingMessagesWithoutTexts(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      IncomingHandler handler = as(IncomingHandler.class, channel);
      IncomingMessage full = incoming(1);
      IncomingMessage empty =
          new IncomingMessage(
              full.messageId(),
              full.plugin(),
              "",
              "",
              "",
              "",
              Optional.empty(),
              full.parentMessagingId(),
              full.receivedAt(),
              full.attempt());
      assertThat(handler.handle(empty)).isNotNull();
    }
  }

  @Test
  default void sendsMessagesFromSeveralThreads(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      OutgoingSender sender = as(OutgoingSender.class, channel);
      assertSent(MessagingPluginCalls.atOnce(number -> sender.send(outgoing(number))));
    }
  }

  @Test
  default void sendsWithConfiguration(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      ConfigurableSender sender = as(ConfigurableSender.class, channel);
      Map<String, String> config = Map.copyOf(config());
      assertSent(MessagingPluginCalls.atOnce(number -> sender.send(outgoing(number), config)));
    }
  }

  @Test
  default void answersOutgoingMessagesWithoutTexts(@TempDir Path directory) throws Exception {
    try (Channel channel = open(directory)) {
      OutgoingSender sender = as(OutgoingSender.class, channel);
      OutgoingMessage full = outgoing(1);
      OutgoingMessage empty =
          new OutgoingMessage(
              full.messagingId(),
              "",
              "",
              "",
              "",
              full.parentMessagingId(),
              Optional.empty(),
              full.attempt());
      assertThat(sender.send(empty)).isNotNull();
    }
  }

  @Test
  default void closingLeavesNoThread(@TempDir Path directory) throws Exception {
    Set<Thread> before = threads();
    try (Channel channel = open(directory)) {
      if (channel instanceof IncomingHandler handler) {
        handler.handle(incoming(1));
      }
      if (channel instanceof OutgoingSender sender) {
        sender.send(outgoing(1));
      }
    }
    assertThat(startedSince(before)).as("threads that are left after close()").isEmpty();
  }

  @Test
  default void closingTwiceDoesNoHarm(@TempDir Path directory) throws Exception {
    Channel channel = open(directory);
    channel.close();
    assertThatCode(channel::close).doesNotThrowAnyException();
  }

  @Test
  default void opensAgainAfterClose(@TempDir Path directory) throws Exception {
    open(directory).close();
    try (Channel again = open(directory)) {
      assertThat(again).isNotNull();
      if (again instanceof IncomingHandler handler) {
        assertThat(handler.handle(incoming(1))).isNotNull();
      }
      if (again instanceof OutgoingSender sender) {
        assertThat(sender.send(outgoing(1))).isNotNull();
      }
    }
  }

  private MessagingPlugin newPlugin() {
    try {
      return pluginClass().getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(
          "%s has no public constructor without arguments that works"
              .formatted(pluginClass().getName()),
          e);
    }
  }

  private Channel open(Path directory) throws Exception {
    MessagingPlugin plugin = newPlugin();
    Channel channel = TestPluginContext.of(plugin, directory).withSettings(settings()).open();
    assertThat(channel).as("what open() returns").isNotNull();
    return channel;
  }

  private void assertSent(List<SendOutcome> outcomes) {
    assertThat(outcomes)
        .doesNotContainNull()
        .allMatch(
            outcome ->
                outcome.kind() == SendOutcome.Kind.SENT
                    || outcome.kind() == SendOutcome.Kind.DELIVERED);
    List<String> ids =
        outcomes.stream().flatMap(outcome -> outcome.externalIds().stream()).toList();
    assertThat(ids)
        .doesNotHaveDuplicates()
        .allMatch(id -> !id.isBlank() && id.length() <= 255, "has 1 to 255 characters");
    if (givesExternalIds()) {
      assertThat(ids).hasSameSizeAs(outcomes);
    }
  }

  private static <T> T as(Class<T> type, Channel channel) {
    assumeTrue(type.isInstance(channel), "The plugin is no " + type.getSimpleName());
    return type.cast(channel);
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  /** Threads that live on, a few seconds after; the JDK's own left out. */
  private static List<Thread> startedSince(Set<Thread> before) {
    ThreadGroup ours = Thread.currentThread().getThreadGroup();
    List<Thread> started = new ArrayList<>(threads());
    started.removeAll(before);
    started.removeIf(
        thread ->
            thread.getThreadGroup() != ours
                || thread.getName().startsWith("ForkJoinPool.commonPool")
                || thread.getName().equals("CompletableFutureDelayScheduler"));
    for (Thread thread : started) {
      try {
        thread.join(Duration.ofSeconds(5).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    started.removeIf(thread -> !thread.isAlive());
    return started;
  }
}
