package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** Messages whose plugin is gone after a restart wait, say why, and are handled when it is back. */
@Timeout(60)
class MissingPluginTest {

  /** Nothing is tried twice while a test lasts. */
  private static final DispatchConfig SLOW_RETRIES =
      new DispatchConfig(
          100,
          1 << 20,
          20,
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20));

  private static final IncomingQuery ALL =
      new IncomingQuery(Optional.empty(), Optional.empty(), Optional.empty(), Long.MAX_VALUE, 100);

  @TempDir private Path directory;

  @Test
  void messagesWaitForTheirPluginAndSayThatItIsGone() throws Exception {
    acceptWithoutHandling("first", "second");

    try (MessagingServer server = withoutPlugin(new TestPlugin("other", new Recorder()))) {
      assertThat(server.address()).isNotNull();
      assertThat(listed())
          .hasSize(2)
          .allSatisfy(
              message -> {
                assertThat(message.state()).isEqualTo("waiting");
                assertThat(message.reason()).startsWith("plugin 'sms' is not installed");
              });
      assertThat(listed().get(1).reason())
          .isEqualTo("plugin 'sms' is not installed; the last attempt: not today");
      assertThat(administration().incoming(listed().get(0).id()).message().reason())
          .startsWith("plugin 'sms' is not installed");
    }

    try (LocalServer server = LocalServer.in(directory, builder -> builder.administration(true))) {
      administration().retry(listed().get(1).id());
      assertThat(Recorder.next(server.plugin.handled).content()).isEqualTo("first");
      assertThat(Recorder.next(server.plugin.handled).content()).isEqualTo("second");
    }
  }

  @Test
  void pluginThatIsSwitchedOffIsTheReason() throws Exception {
    acceptWithoutHandling("patient");
    try (MessagingServer server =
        LocalServer.without(directory)
            .administration(true)
            .plugin(new TestPlugin(LocalServer.PLUGIN, new Recorder()))
            .pluginSettings(LocalServer.PLUGIN, Map.of("enabled", "false"))
            .start()) {
      assertThat(server.address()).isNotNull();
      assertThat(listed().get(0).reason()).startsWith("plugin 'sms' is switched off");
    }
  }

  @Test
  void pluginThatDoesNotStartIsTheReasonWithItsOwn() throws Exception {
    acceptWithoutHandling("patient");
    MessagingPlugin broken =
        new MessagingPlugin() {
          @Override
          public String name() {
            return LocalServer.PLUGIN;
          }

          @Override
          public Channel open(PluginContext context) {
            throw new IllegalStateException("no licence");
          }
        };
    try (MessagingServer server = withoutPlugin(broken)) {
      assertThat(server.address()).isNotNull();
      assertThat(listed().get(0).reason())
          .startsWith("plugin 'sms' does not run: ")
          .contains("no licence");
    }
  }

  @Test
  void pluginThatSendsOnlyIsTheReason() throws Exception {
    acceptWithoutHandling("patient");
    OutgoingSender sender = message -> SendOutcome.sent();
    try (MessagingServer server = withoutPlugin(new TestPlugin(LocalServer.PLUGIN, sender))) {
      assertThat(server.address()).isNotNull();
      assertThat(listed().get(0).reason()).startsWith("plugin 'sms' takes no incoming messages");
    }
  }

  @Test
  void handledMessagesKeepTheirOwnReason() throws Exception {
    try (LocalServer server = LocalServer.in(directory)) {
      server.createMessage(Incoming.to(LocalServer.PLUGIN, "done")).requireSuccess();
      Recorder.next(server.plugin.handled);
    }
    try (MessagingServer server = withoutPlugin(new TestPlugin("other", new Recorder()))) {
      assertThat(server.address()).isNotNull();
      assertThat(listed().get(0).state()).isEqualTo("handled");
      assertThat(listed().get(0).reason()).isEmpty();
    }
  }

  /** A server whose plugin puts everything off, and that ends before it is tried again. */
  private void acceptWithoutHandling(String... contents) throws Exception {
    IncomingHandler reluctant = message -> HandleOutcome.retry("not today");
    RawSoap soap = new RawSoap();
    try (MessagingServer server =
        LocalServer.without(directory)
            .administration(true)
            .dispatch(SLOW_RETRIES)
            .plugin(new TestPlugin(LocalServer.PLUGIN, reluctant))
            .start()) {
      String ticket = soap.logOn(server.address());
      for (String content : contents) {
        Incoming message = Incoming.to(LocalServer.PLUGIN, content).inSession("session");
        soap.createMessage(server.address(), ticket, message, Optional.empty()).requireSuccess();
      }
      AdministrationClient administration = administration();
      while (administration.incoming(ALL).stream().allMatch(one -> one.failures() == 0)) {
        Thread.onSpinWait();
      }
    }
  }

  private MessagingServer withoutPlugin(MessagingPlugin other) {
    return LocalServer.without(directory).administration(true).plugin(other).start();
  }

  private AdministrationClient administration() {
    return AdministrationClient.find(directory.resolve("data")).orElseThrow();
  }

  /** All incoming messages, newest first. */
  private List<IncomingEntry> listed() {
    return administration().incoming(ALL);
  }
}
