package org.messagingagent.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.InboxStore.Content;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.ReportFilter;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.DeliveryReport.Result;
import org.messagingagent.spi.DeliveryReport.Status;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;

class DefaultPluginHostTest {

  private static final IncomingHandler HANDLER = message -> HandleOutcome.handled();
  private static final ReceivedMessage MESSAGE = ReceivedMessage.of("from", "to", "content");
  private static final int EARLY_REPORTS = 2;

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private Store store;
  private PluginRegistry plugins;
  private DefaultPluginHost host;

  @BeforeEach
  void open() {
    store =
        TestStores.open(
            directory.resolve("store"), new StoreLimits(64, 64 << 20, EARLY_REPORTS, 10));
    plugins =
        TestPlugin.install(
            directory,
            new TestPlugin("sms", List.of("sms/160", "text/plain"), HANDLER),
            new TestPlugin("crm", HANDLER),
            new ShortPlugin("pager", 5),
            new TestPlugin("outbound", (OutgoingSender) message -> SendOutcome.sent()));
    host = new DefaultPluginHost(store, clock, Optional.empty());
    host.attach(new RunningPlugins(plugins));
  }

  @AfterEach
  void close() {
    plugins.close();
    store.close();
  }

  @Test
  void submittedMessageIsStoredAsItCame() {
    long id =
        host.submitIncoming(
            "sms", MESSAGE.withGatewayId("g").withFormat("sms/160").inSession("talk"));

    IncomingRecord stored = store.inbox().find(id).orElseThrow();
    assertThat(stored.plugin()).isEqualTo("sms");
    assertThat(stored.user()).isEqualTo("plugin:sms");
    assertThat(stored.sessionKey()).isEqualTo("talk");
    assertThat(stored.receivedAt()).isEqualTo(clock.instant());
    assertThat(stored.content()).contains(new Content("from", "to", "content", "sms/160"));
  }

  @Test
  void textsMayBeEmpty() {
    long id = host.submitIncoming("sms", ReceivedMessage.of("", "", "").inSession(""));
    assertThat(store.inbox().find(id).orElseThrow().sessionKey()).isEmpty();
  }

  @Test
  void messageForAnotherPluginIsStoredForThatOne() {
    long id = host.submitIncoming("outbound", MESSAGE.handledBy("crm"));
    IncomingRecord stored = store.inbox().find(id).orElseThrow();
    assertThat(stored.plugin()).isEqualTo("crm");
    assertThat(stored.user()).isEqualTo("plugin:outbound");
  }

  @Test
  void messageThatAnswersOneOfTheSubmittingPluginIsLinkedToIt() {
    int sent = send("outbound", "ext", "talk");
    long id = host.submitIncoming("outbound", MESSAGE.handledBy("crm").inSession("talk"));
    assertThat(store.inbox().find(id).orElseThrow().parentMessagingId()).hasValue(sent);
    assertThat(outgoing(sent).status()).isEqualTo(4);
  }

  @Test
  void gatewayIdIsStoredOnceHoweverOftenItComes() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      Callable<Long> submit = () -> host.submitIncoming("sms", MESSAGE.withGatewayId("g"));
      Set<Long> ids = new HashSet<>();
      for (Future<Long> id : threads.invokeAll(Collections.nCopies(64, submit))) {
        ids.add(id.get());
      }
      assertThat(ids).hasSize(1);
      assertThat(stored()).extracting(IncomingRecord::id).containsExactlyElementsOf(ids);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void messageWithoutAGatewayIdIsStoredEachTime() {
    assertThat(host.submitIncoming("sms", MESSAGE))
        .isNotEqualTo(host.submitIncoming("sms", MESSAGE));
  }

  @Test
  void messageIsToComeAgainWhileTheServerStarts() {
    DefaultPluginHost starting = new DefaultPluginHost(store, clock, Optional.empty());
    assertRefused(true, () -> starting.submitIncoming("sms", MESSAGE), "server is starting");
    starting.attach(new RunningPlugins(plugins));
    assertThat(starting.submitIncoming("sms", MESSAGE)).isPositive();
  }

  @Test
  void messageThatNoPluginHandlesIsRefused() {
    assertRefused(
        true,
        () -> host.submitIncoming("sms", MESSAGE.handledBy("CRM")),
        "'CRM' is not installed",
        "crm, pager, sms");
    assertRefused(
        false, () -> host.submitIncoming("outbound", MESSAGE), "'outbound' takes no incoming");
    assertRefused(
        false,
        () -> host.submitIncoming("sms", MESSAGE.withFormat("text/html")),
        "does not take format 'text/html'",
        "sms/160, text/plain");
    assertRefused(
        false,
        () -> host.submitIncoming("sms", MESSAGE.handledBy("pager")),
        "7 characters",
        "at most 5");
    assertThat(stored()).isEmpty();
  }

  @Test
  void keysAreBounded() {
    String longest = "k".repeat(255);
    host.submitIncoming("sms", MESSAGE.withGatewayId(longest).inSession(longest));
    assertRefused(
        false,
        () -> host.submitIncoming("sms", MESSAGE.withGatewayId(longest + "k")),
        "gatewayId",
        "256");
    assertRefused(
        false,
        () -> host.submitIncoming("sms", MESSAGE.withGatewayId("")),
        "gatewayId",
        "1 to 255");
    assertRefused(
        false,
        () -> host.submitIncoming("sms", MESSAGE.inSession(longest + "k")),
        "sessionKey",
        "256");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void textThatCouldNotBeListedIsRefused() {
    for (String broken : new String[] {"ab\u0000", "ab\ud83d", "ab\uffff", "ab\u001b"}) {
      for (ReceivedMessage message :
          List.of(
              ReceivedMessage.of(broken, "", ""),
              ReceivedMessage.of("", broken, ""),
              ReceivedMessage.of("", "", broken),
              MESSAGE.handledBy("crm").withFormat(broken),
              MESSAGE.inSession(broken),
              MESSAGE.withGatewayId(broken))) {
        assertRefused(
            false,
            () -> host.submitIncoming("sms", message),
            "U+%04X at position 2".formatted((int) broken.charAt(2)));
      }
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void messageBeyondAllMeasureIsRefused() {
    String most = "x".repeat(Submissions.MAX_CHARACTERS - 6);
    host.submitIncoming("sms", ReceivedMessage.of("from", "to", most));
    assertRefused(
        false,
        () -> host.submitIncoming("sms", ReceivedMessage.of("from", "to", most + "x")),
        "10485761 characters");
  }

  @Test
  void reportChangesTheStatusOfItsMessage() {
    int id = send("sms", "ext", "");
    assertThat(host.reportDelivery("sms", DeliveryReport.of("ext", Status.RECEIVED)))
        .isEqualTo(Result.APPLIED);
    assertThat(outgoing(id).status()).isEqualTo(3);
    assertThat(host.reportDelivery("sms", DeliveryReport.of("ext", Status.SENT)))
        .isEqualTo(Result.UNCHANGED);
    assertThat(outgoing(id).status()).isEqualTo(3);
    assertThat(host.reportDelivery("crm", DeliveryReport.of("ext", Status.REPLIED)))
        .as("another plugin's message")
        .isEqualTo(Result.KEPT);
  }

  @Test
  void reportThatComesBeforeItsExternalIdIsAppliedThen() {
    assertThat(
            host.reportDelivery(
                "sms", new DeliveryReport("ext", Status.DELIVERY_ERROR, "\u0007no such number")))
        .isEqualTo(Result.KEPT);
    assertThat(
            store
                .outbox()
                .reports(new ReportFilter(Optional.empty(), Optional.empty()), Long.MAX_VALUE, 10))
        .extracting(each -> each.report().user())
        .containsExactly("plugin:sms");

    OutgoingRecord message = outgoing(send("sms", "ext", ""));
    assertThat(message.status()).isEqualTo(2);
    assertThat(message.description()).isEqualTo("no such number");
  }

  @Test
  void reportWhereTheMessageIsKnownKeepsNothingWhereItIsNot() {
    DeliveryReport report = DeliveryReport.of("ext", Status.RECEIVED);
    for (int i = 0; i <= EARLY_REPORTS; i++) {
      assertThat(host.reportDeliveryIfKnown("sms", report)).isEmpty();
    }
    assertThat(
            store
                .outbox()
                .reports(new ReportFilter(Optional.empty(), Optional.empty()), Long.MAX_VALUE, 10))
        .isEmpty();
    int id = send("sms", "ext", "");
    assertThat(outgoing(id).status()).isEqualTo(1);
    assertThat(host.reportDeliveryIfKnown("crm", report)).as("another plugin's").isEmpty();
    assertThat(host.reportDeliveryIfKnown("sms", report)).contains(Result.APPLIED);
    assertThat(host.reportDeliveryIfKnown("sms", DeliveryReport.of("ext", Status.SENT)))
        .contains(Result.UNCHANGED);
    assertThat(outgoing(id).status()).isEqualTo(3);
    assertRefused(
        false,
        () -> host.reportDeliveryIfKnown("sms", DeliveryReport.of("", Status.SENT)),
        "externalId");
  }

  @Test
  void reportIsToComeAgainWhereTooManyWait() {
    for (int i = 0; i < EARLY_REPORTS; i++) {
      host.reportDelivery("sms", DeliveryReport.of("x" + i, Status.RECEIVED));
    }
    assertRefused(
        true,
        () -> host.reportDelivery("sms", DeliveryReport.of("more", Status.RECEIVED)),
        "'more'",
        "too many reports");
    host.reportDelivery("crm", DeliveryReport.of("more", Status.RECEIVED));
  }

  @Test
  void externalIdIsBounded() {
    host.reportDelivery("sms", DeliveryReport.of("x".repeat(255), Status.SENT));
    for (String id : new String[] {"", "x".repeat(256), "x\u0000", "\ud83d"}) {
      assertRefused(
          false,
          () -> host.reportDelivery("sms", DeliveryReport.of(id, Status.SENT)),
          "externalId");
    }
  }

  @Test
  void storeThatFailsIsToldWithoutItsDetails() {
    store.close();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> host.submitIncoming("sms", MESSAGE),
            () -> host.reportDelivery("sms", DeliveryReport.of("x", Status.SENT)))) {
      SubmissionException failure = assertRefused(true, call, "try again later");
      assertThat(failure).hasMessageNotContaining(directory.toString()).hasNoCause();
    }
  }

  @Test
  void storeThatIsBusyAndAnInterruptionAreRetryable() throws Exception {
    CountDownLatch writerStands = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    store
        .inbox()
        .onReady(
            ready -> {
              writerStands.countDown();
              awaitSafely(goOn);
            });
    host.submitIncoming("sms", MESSAGE);
    assertThat(writerStands.await(10, TimeUnit.SECONDS)).isTrue();
    try {
      Thread.currentThread().interrupt();
      assertRefused(
          true, () -> host.submitIncoming("sms", MESSAGE), "whether", "stored is not known");
      assertThat(Thread.interrupted()).as("the thread still is interrupted").isTrue();

      for (int i = 0; i < 64; i++) {
        CompletionStage<?> waits =
            store
                .values()
                .put("crm", "k", "v", Optional.empty(), new Condition.Always(), clock.instant());
        assertThat(waits).isNotNull();
      }
      assertRefused(
          true, () -> host.submitIncoming("sms", MESSAGE), "too many requests wait for the disk");
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void callbackAddressIsBelowThatOfTheServer() {
    assertThat(host.callbackAddress("sms")).isEmpty();
    for (String base :
        List.of("https://example.com:8443/agent", "https://example.com:8443/agent/")) {
      assertThat(
              new DefaultPluginHost(store, clock, Optional.of(URI.create(base)))
                  .callbackAddress("sms.gate-1"))
          .contains(URI.create("https://example.com:8443/agent/gateway/sms.gate-1/"));
    }
  }

  @Test
  void nothingIsTakenForNothing() {
    assertThatThrownBy(() -> host.submitIncoming("sms", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("message is null");
    assertThatThrownBy(() -> host.reportDelivery("sms", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("report is null");
  }

  private int send(String plugin, String externalId, String sessionKey) {
    NewOutgoing request =
        new NewOutgoing(
            plugin,
            "anna",
            List.of(new NewOutgoing.Entry(OptionalInt.empty(), "")),
            clock.instant(),
            Optional.empty());
    int id = get(store.outbox().record(request)).messagingIds().get(0);
    get(
        store
            .outbox()
            .settle(
                new Settlement(
                    id,
                    OutgoingState.SETTLED,
                    1,
                    List.of(externalId),
                    sessionKey,
                    "",
                    1,
                    clock.instant())));
    return id;
  }

  private OutgoingRecord outgoing(int id) {
    return store.outbox().find(id).orElseThrow();
  }

  private List<IncomingRecord> stored() {
    return store
        .inbox()
        .list(
            new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty()),
            Long.MAX_VALUE,
            100);
  }

  private static SubmissionException assertRefused(
      boolean retryable, ThrowingCallable call, String... parts) {
    SubmissionException refusal = catchThrowableOfType(SubmissionException.class, call);
    assertThat(refusal).isNotNull().hasMessageContainingAll(parts);
    assertThat(refusal.retryable()).isEqualTo(retryable);
    return refusal;
  }

  private static void awaitSafely(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
