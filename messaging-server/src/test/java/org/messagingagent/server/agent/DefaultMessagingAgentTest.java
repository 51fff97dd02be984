package org.messagingagent.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.LogOn;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.outbox.Outbox;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.CommitUnknownException;
import org.messagingagent.server.store.ForwardingInbox;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.LoggerFactory;

class DefaultMessagingAgentTest {

  @TempDir private Path directory;
  private Store store;
  private PluginRegistry plugins;
  private Outbox outbox;
  private MessagingAgent agent;
  private Caller caller;

  @BeforeEach
  void open() throws Exception {
    store = TestStores.open(directory.resolve("store"));
    plugins =
        TestPlugin.install(
            directory,
            new TestPlugin(
                "inbound",
                List.of("sms/160", "text/plain"),
                (IncomingHandler) message -> HandleOutcome.handled()),
            new TestPlugin(
                "outbound", (OutgoingSender) message -> SendOutcome.sent("x" + message.to())),
            new TestPlugin("configurable", new Configurable()));
    outbox = new Outbox(store.outbox(), OutboxConfig.DEFAULTS, Clock.systemUTC());
    Tickets tickets = new Tickets(store.tickets(), AuthConfig.DEFAULTS, Clock.systemUTC());
    store.users().add(new User("anna", "-", Instant.now())).toCompletableFuture().get();
    String ticket = tickets.issue("anna").toCompletableFuture().get().orElseThrow();
    caller = new Caller("", ticket, Optional.empty());
    agent =
        new DefaultMessagingAgent(
            AgentConfig.DEFAULTS,
            tickets,
            new RunningPlugins(plugins),
            store.inbox(),
            store.outbox(),
            outbox,
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    outbox.close();
    plugins.close();
    store.close();
  }

  @Test
  void messageIsStoredAsItCame() {
    agent.createMessage(caller, draft("inbound", "sms/160", "key"));
    assertThat(stored())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.plugin()).isEqualTo("inbound");
              assertThat(record.sessionKey()).isEqualTo("key");
              assertThat(record.user()).isEqualTo("anna");
            });
  }

  @Test
  void everyOperationWantsATicket() {
    for (Caller stranger :
        List.of(Caller.ANONYMOUS, new Caller("", "7T:" + "A".repeat(43) + "=", Optional.empty()))) {
      assertRefused(
          ErrorCode.NOT_AUTHENTICATED,
          () -> agent.createMessage(stranger, draft("inbound", "", "")));
      assertRefused(
          ErrorCode.NOT_AUTHENTICATED, () -> agent.getDeliveryStatus(stranger, List.of(1)));
      assertRefused(
          ErrorCode.NOT_AUTHENTICATED,
          () -> agent.setDeliveryStatus(stranger, "outbound", "x", 1, ""));
      assertRefused(
          ErrorCode.NOT_AUTHENTICATED,
          () -> agent.sendMessages(stranger, "outbound", List.of(outgoing("a"))));
      assertRefused(
          ErrorCode.NOT_AUTHENTICATED,
          () ->
              agent.sendMessagesWithConfig(
                  stranger, "configurable", List.of(outgoing("a")), Map.of()));
      assertRefused(ErrorCode.NOT_AUTHENTICATED, () -> agent.getPlugins(stranger));
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void unknownPluginIsRefusedWithTheNamesOfThoseThatWouldDo() {
    assertThat(
            assertRefused(
                ErrorCode.PLUGIN_NOT_INSTALLED,
                () -> agent.createMessage(caller, draft("Inbound", "", ""))))
        .hasMessageContaining("'Inbound'")
        .hasMessageContaining("inbound")
        .hasMessageNotContaining("outbound");
    assertThat(
            assertRefused(
                ErrorCode.PLUGIN_NOT_INSTALLED,
                () -> agent.sendMessages(caller, "nix", List.of(outgoing("a")))))
        .hasMessageContaining("configurable, outbound");
  }

  @Test
  void messageWithoutAPluginIsRefusedUnlessThereIsADefault() {
    assertRefused(
        ErrorCode.PLUGIN_NOT_INSTALLED, () -> agent.createMessage(caller, draft("", "", "")));
  }

  @Test
  void pluginThatOnlySendsTakesNoIncomingMessages() {
    assertThat(
            assertRefused(
                ErrorCode.PLUGIN_CANNOT,
                () -> agent.createMessage(caller, draft("outbound", "", ""))))
        .hasMessageContaining("inbound");
    assertRefused(
        ErrorCode.PLUGIN_CANNOT,
        () -> agent.sendMessages(caller, "inbound", List.of(outgoing("a"))));
  }

  @Test
  void formatThatThePluginDoesNotTakeIsRefused() {
    assertThat(
            assertRefused(
                ErrorCode.FORMAT_NOT_SUPPORTED,
                () -> agent.createMessage(caller, draft("inbound", "text/html", ""))))
        .hasMessageContaining("'text/html'")
        .hasMessageContaining("sms/160, text/plain");
  }

  @Test
  void contentThatIsLongerThanThePluginTakesIsRefusedBeforeItIsStored() {
    plugins = TestPlugin.install(directory, new ShortPlugin("short", 7));
    agent = agent(plugins);
    agent.createMessage(caller, draft("short", "", ""));
    assertThat(
            assertRefused(
                ErrorCode.CONTENT_TOO_LONG,
                () ->
                    agent.createMessage(
                        caller, new IncomingDraft("to", "from", "content!", "", "", "short"))))
        .hasMessageContaining("8 characters")
        .hasMessageContaining("'short'")
        .hasMessageContaining("at most 7")
        .hasMessageNotContaining("content!");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void configurationForAPluginThatTakesNoneIsRefused() {
    assertRefused(
        ErrorCode.CONFIG_NOT_SUPPORTED,
        () -> agent.sendMessagesWithConfig(caller, "outbound", List.of(outgoing("a")), Map.of()));
  }

  @Test
  void configurationReachesThePlugin() {
    assertThat(
            agent.sendMessagesWithConfig(
                caller, "configurable", List.of(outgoing("a")), Map.of("account", "47")))
        .singleElement()
        .satisfies(status -> assertThat(status.description()).isEqualTo("{account=47}"));
  }

  @Test
  void tooManyMessagesAreRefusedAndNothingIsSent() {
    assertThat(
            assertRefused(
                ErrorCode.TOO_MANY,
                () ->
                    agent.sendMessages(
                        caller, "outbound", Collections.nCopies(1_001, outgoing("a")))))
        .hasMessageContaining("1001")
        .hasMessageContaining("1000");
    assertThat(store.outbox().counts()).isEmpty();
    assertRefused(
        ErrorCode.TOO_MANY, () -> agent.getDeliveryStatus(caller, Collections.nCopies(1_001, 1)));
  }

  @Test
  void noMessagesAreNoStatuses() {
    assertThat(agent.sendMessages(caller, "outbound", List.of())).isEmpty();
  }

  @Test
  void statusesComeInTheOrderOfTheIdsAndUnknownIdsSaySo() {
    List<DeliveryStatus> sent =
        agent.sendMessages(caller, "outbound", List.of(outgoing("a"), outgoing("b")));
    List<DeliveryStatus> statuses =
        agent.getDeliveryStatus(
            caller, List.of(sent.get(1).messagingId(), 0, sent.get(0).messagingId(), -7));
    assertThat(statuses).extracting(DeliveryStatus::status).containsExactly(1, 0, 1, 0);
    assertThat(statuses.get(1).description())
        .isEqualTo("UNKNOWN_ID: no outgoing message has the id 0");
    assertThat(statuses.get(3).messagingId()).isEqualTo(-7);
  }

  @Test
  void reportChangesTheStatus() {
    int id = agent.sendMessages(caller, "outbound", List.of(outgoing("a"))).get(0).messagingId();
    agent.setDeliveryStatus(caller, "outbound", "xa", 3, "handset has it");
    assertThat(agent.getDeliveryStatus(caller, List.of(id)))
        .containsExactly(new DeliveryStatus(3, "handset has it", id));
  }

  @Test
  void statusThatIsNoneIsRefused() {
    for (int status : new int[] {-1, 5, Integer.MAX_VALUE}) {
      assertThat(
              assertRefused(
                  ErrorCode.INVALID_ARGUMENT,
                  () -> agent.setDeliveryStatus(caller, "outbound", "xa", status, "")))
          .hasMessageContaining(Integer.toString(status));
    }
    assertRefused(
        ErrorCode.INVALID_ARGUMENT, () -> agent.setDeliveryStatus(caller, "outbound", "", 1, ""));
  }

  @Test
  void repeatUnderAKeyIsStoredOnce() {
    Caller repeating = with(new RepeatKey("k1", true));
    agent.createMessage(repeating, draft("inbound", "", "s"));
    agent.createMessage(repeating, draft("inbound", "", "s"));
    assertThat(stored()).hasSize(1);
    assertThat(
            assertRefused(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                () -> agent.createMessage(repeating, draft("inbound", "", "other"))))
        .hasMessageContaining("'k1'");
  }

  @Test
  void messageIdCountsAsAKeyOnlyWithEqualArguments() {
    Caller repeating = with(new RepeatKey("urn:uuid:constant", false));
    agent.createMessage(repeating, draft("inbound", "", "s"));
    agent.createMessage(repeating, draft("inbound", "", "s"));
    agent.createMessage(repeating, draft("inbound", "", "other"));
    assertThat(stored()).hasSize(2);
  }

  @Test
  void withoutAKeyTwiceIsTwo() {
    agent.createMessage(caller, draft("inbound", "", "s"));
    agent.createMessage(caller, draft("inbound", "", "s"));
    assertThat(stored()).hasSize(2);
  }

  @Test
  void answerInASessionMarksTheNewestMessageReplied() {
    plugins = TestPlugin.install(directory, new TestPlugin("both", new Both()));
    agent = agent(plugins);
    OutgoingDraft draft = new OutgoingDraft("f", "a", "c", "", OptionalInt.empty(), "talk");
    List<DeliveryStatus> sent = agent.sendMessages(caller, "both", List.of(draft, draft));
    agent.createMessage(caller, draft("both", "", "talk"));
    assertThat(
            agent.getDeliveryStatus(
                caller, sent.stream().map(DeliveryStatus::messagingId).toList()))
        .extracting(DeliveryStatus::status)
        .containsExactly(1, 4);
    assertThat(stored().get(0).parentMessagingId()).hasValue(sent.get(1).messagingId());
  }

  @Test
  void storeThatFailsEveryRequestDoesNotFillTheLog() {
    Logger logger = (Logger) LoggerFactory.getLogger(StoreCalls.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    store.close();
    for (int i = 0; i < 50; i++) {
      assertRefused(
          ErrorCode.TRY_AGAIN, () -> agent.createMessage(caller, draft("inbound", "", "")));
    }
    logger.detachAppender(lines);
    assertThat(lines.list).isNotEmpty().hasSizeLessThan(10);
  }

  @Test
  void commitWithoutAnAnswerIsAnUnknownOutcome() {
    InboxStore unsure =
        new ForwardingInbox(store.inbox()) {
          @Override
          public CompletionStage<Acceptance> accept(NewIncoming message) {
            return CompletableFuture.failedFuture(new CommitUnknownException("lost", null));
          }
        };

    assertThat(
            assertRefused(
                ErrorCode.OUTCOME_UNKNOWN,
                () -> agent(unsure).createMessage(caller, draft("inbound", "", ""))))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("repeat it under the same Idempotency-Key");
  }

  @Test
  void storeThatDoesNotAnswerIsATryAgainWithoutItsDetails() {
    store.close();
    assertThat(
            assertRefused(
                ErrorCode.TRY_AGAIN, () -> agent.createMessage(caller, draft("inbound", "", ""))))
        .hasMessageNotContaining(directory.toString())
        .hasMessageNotContaining("SQL");
    PrincipalAgent principal =
        new DefaultPrincipalAgent(
            new LogOn(
                store.users(),
                new Passwords(AuthConfig.DEFAULTS),
                new Tickets(store.tickets(), AuthConfig.DEFAULTS, Clock.systemUTC())));
    assertThat(
            assertRefused(
                ErrorCode.TRY_AGAIN,
                () -> principal.authenticateUsernamePassword(Caller.ANONYMOUS, "anna", "secret")))
        .hasMessageNotContaining(directory.toString());
  }

  private MessagingAgent agent(InboxStore inbox) {
    return new DefaultMessagingAgent(
        AgentConfig.DEFAULTS,
        new Tickets(store.tickets(), AuthConfig.DEFAULTS, Clock.systemUTC()),
        new RunningPlugins(plugins),
        inbox,
        store.outbox(),
        outbox,
        Clock.systemUTC());
  }

  private MessagingAgent agent(PluginRegistry installed) {
    return new DefaultMessagingAgent(
        AgentConfig.DEFAULTS,
        new Tickets(store.tickets(), AuthConfig.DEFAULTS, Clock.systemUTC()),
        new RunningPlugins(installed),
        store.inbox(),
        store.outbox(),
        outbox,
        Clock.systemUTC());
  }

  private MessagingException assertRefused(ErrorCode code, ThrowingCallable call) {
    MessagingException refusal = catchThrowableOfType(MessagingException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    return refusal;
  }

  private Caller with(RepeatKey key) {
    return new Caller("", caller.ticket(), Optional.of(key));
  }

  private List<IncomingRecord> stored() {
    return store
        .inbox()
        .list(
            new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty()),
            Long.MAX_VALUE,
            100);
  }

  private static IncomingDraft draft(String plugin, String format, String session) {
    return new IncomingDraft("to", "from", "content", format, session, plugin);
  }

  private static OutgoingDraft outgoing(String to) {
    return new OutgoingDraft("from", to, "content", "", OptionalInt.empty(), "");
  }

  @SuppressWarnings("try") // the SPI lets close() throw anything
  private static final class Configurable implements ConfigurableSender {

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.sent();
    }

    @Override
    public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
      return SendOutcome.sent().withDescription(config.toString());
    }
  }

  @SuppressWarnings("try") // the SPI lets close() throw anything
  private static final class Both implements IncomingHandler, OutgoingSender {

    @Override
    public HandleOutcome handle(org.messagingagent.spi.IncomingMessage message) {
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.sent("x" + message.messagingId());
    }
  }
}
