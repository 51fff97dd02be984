package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.Gates;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

/** Which messages are asked for and when, with the time in hand. */
@Timeout(60)
class InquiriesTest {

  private static final ReconcileConfig CONFIG = ReconcileConfig.DEFAULTS;

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final List<UnsettledMessage> asked = new ArrayList<>();
  private Function<UnsettledMessage, SendOutcome> gateway = message -> SendOutcome.unknown("");
  private IntPredicate ours = messagingId -> true;
  private OutboxFixture fixture;
  private InstalledPlugin plugin;
  private Inquiries inquiries;

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
    plugin =
        fixture.plugin(
            new SendingPlugin(
                new Reconciling(
                    message -> {
                      asked.add(message);
                      return gateway.apply(message);
                    }),
                List.of(),
                0,
                Map.of()));
    inquiries = inquiries(10_000);
  }

  @AfterEach
  void close() {
    fixture.close();
    timer.shutdownNow();
  }

  @Test
  void messageIsAskedForAtGrowingIntervals() throws Exception {
    unknown(1);
    List<Duration> times = new ArrayList<>();
    int before = 0;
    for (Duration passed = Duration.ZERO;
        passed.compareTo(Duration.ofMinutes(45)) < 0;
        passed = passed.plusSeconds(1)) {
      inquiries.round();
      if (asked.size() > before) {
        times.add(passed);
        before = asked.size();
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(times.stream().map(Duration::toSeconds))
        .containsExactly(10L, 30L, 70L, 150L, 310L, 630L, 1_230L, 1_830L, 2_430L);
    assertThat(asked)
        .extracting(UnsettledMessage::inquiry)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, times.size()).boxed().toList());
  }

  @Test
  void pluginIsToldWhatIsKnownOfTheMessage() throws Exception {
    int id = unknown(1).get(0);
    settle(id, OutgoingState.UNKNOWN, List.of("x1", "x2"), "talk");
    clock.advance(CONFIG.first());
    inquiries.round();
    assertThat(asked).hasSize(1);
    UnsettledMessage message = asked.get(0);
    assertThat(message.messagingId()).isEqualTo(id);
    assertThat(message.externalIds()).containsExactly("x1", "x2");
    assertThat(message.sessionKey()).contains("talk");
    assertThat(message.recordedAt()).isEqualTo(clock.instant().minus(CONFIG.first()));
  }

  @Test
  void messageThatAnotherNodeAsksForIsLeftToItUntilItIsOurs() throws Exception {
    List<Integer> ids = unknown(3);
    ours = messagingId -> messagingId == ids.get(1);
    inquiries.round();
    clock.advance(CONFIG.first());
    inquiries.round();
    assertThat(asked).extracting(UnsettledMessage::messagingId).containsExactly(ids.get(1));
    asked.clear();
    ours = messagingId -> messagingId != ids.get(1);
    clock.advance(CONFIG.longest());
    inquiries.round();
    inquiries.round();
    assertThat(asked)
        .extracting(UnsettledMessage::messagingId)
        .containsExactly(ids.get(0), ids.get(2));
  }

  @Test
  void whatThePluginFindsOutSettlesTheMessage() throws Exception {
    List<Integer> ids = unknown(5);
    settle(ids.get(1), OutgoingState.UNKNOWN, List.of("kept"), "");
    gateway =
        message ->
            switch (ids.indexOf(message.messagingId())) {
              case 0 -> SendOutcome.sent("found").withSessionKey("s");
              case 1 -> SendOutcome.rejected("never heard of it");
              case 2 -> SendOutcome.delivered("there");
              case 3 -> SendOutcome.retry("ask later");
              default -> SendOutcome.unknown("do not know");
            };
    clock.advance(CONFIG.first());
    inquiries.round();
    List<OutgoingRecord> records = ids.stream().map(this::record).toList();
    assertThat(records)
        .extracting(OutgoingRecord::state)
        .containsExactly(
            OutgoingState.SETTLED,
            OutgoingState.SETTLED,
            OutgoingState.SETTLED,
            OutgoingState.UNKNOWN,
            OutgoingState.UNKNOWN);
    assertThat(records).extracting(OutgoingRecord::status).containsExactly(1, 0, 3, 0, 0);
    assertThat(records.get(0).externalIds()).containsExactly("found");
    assertThat(records.get(0).sessionKey()).isEqualTo("s");
    assertThat(records.get(1).description()).isEqualTo("REJECTED: never heard of it");
    assertThat(records.get(1).externalIds()).containsExactly("kept");
    assertThat(records.get(1).sessionKey()).isNotEmpty();
    assertThat(records.get(3).description()).startsWith("OUTCOME_UNKNOWN: ");

    clock.advance(CONFIG.longest());
    asked.clear();
    inquiries.round();
    assertThat(asked)
        .extracting(UnsettledMessage::messagingId)
        .containsExactlyInAnyOrder(ids.get(3), ids.get(4));
  }

  @Test
  void earlyReportForTheIdThatIsFoundIsApplied() throws Exception {
    int id = unknown(1).get(0);
    fixture.report("found", 3);
    gateway = message -> SendOutcome.sent("found");
    clock.advance(CONFIG.first());
    inquiries.round();
    assertThat(record(id).status()).isEqualTo(3);
  }

  @Test
  void reportThatCameFirstWins() throws Exception {
    List<Integer> ids = unknown(2);
    settle(ids.get(0), OutgoingState.UNKNOWN, List.of("x1"), "");
    settle(ids.get(1), OutgoingState.UNKNOWN, List.of("x2"), "");
    clock.advance(CONFIG.first());
    gateway =
        message -> {
          // The second is reported while the plugin is asked for it.
          if (message.messagingId() == ids.get(1)) {
            report("x2");
          }
          return SendOutcome.rejected("never heard of it");
        };
    inquiries.round();
    assertThat(asked).hasSize(2);
    assertThat(record(ids.get(1)).status()).isEqualTo(2);

    int third = unknown(1).get(0);
    settle(third, OutgoingState.UNKNOWN, List.of("x3"), "");
    inquiries.round();
    report("x3");
    clock.advance(CONFIG.first());
    inquiries.round();
    assertThat(asked).as("one that is settled is not asked for").hasSize(2);
    assertThat(record(third).status()).isEqualTo(2);
  }

  @Test
  void messageThatIsTooOldIsLeftAlone() throws Exception {
    int old = unknown(1).get(0);
    clock.advance(CONFIG.giveUpAfter().minusMinutes(1));
    int young = unknown(1).get(0);
    inquiries.round();
    assertThat(asked).extracting(UnsettledMessage::messagingId).containsExactly(old);
    clock.advance(Duration.ofMinutes(2));
    inquiries.round();
    clock.advance(CONFIG.longest());
    inquiries.round();
    assertThat(asked).extracting(UnsettledMessage::messagingId).containsExactly(old, young, young);
    assertThat(record(old).state()).isEqualTo(OutgoingState.UNKNOWN);
  }

  @Test
  void pluginThatIsNotCalledIsAskedLater() throws Exception {
    unknown(3);
    clock.advance(CONFIG.first());
    Gates.pause(plugin, true);
    inquiries.round();
    assertThat(asked).isEmpty();
    Gates.pause(plugin, false);
    inquiries.round();
    assertThat(asked).extracting(UnsettledMessage::inquiry).containsExactly(1, 1, 1);
  }

  @Test
  void moreMessagesThanAreKeptInMemoryAreAllAskedForInTheEnd() throws Exception {
    inquiries = inquiries(10);
    List<Integer> ids = unknown(35);
    for (int i = 0; i < 12 * 60; i++) {
      inquiries.round();
      clock.advance(CONFIG.first());
    }
    assertThat(asked.stream().map(UnsettledMessage::messagingId).distinct().sorted())
        .containsExactlyElementsOf(ids);
  }

  @Test
  void otherPluginsMessagesAreNotAskedFor() throws Exception {
    record("mail", 1);
    fixture.store().outbox().settleInFlight("OUTCOME_UNKNOWN: crash", clock.instant());
    clock.advance(CONFIG.first());
    inquiries.round();
    assertThat(asked).isEmpty();
  }

  private Inquiries inquiries(int maxKept) {
    return new Inquiries(
        plugin,
        fixture.outbox(),
        new Inquiry(plugin, timer),
        fixture.store().outbox(),
        CONFIG,
        clock,
        message -> ours.test(message.messagingId()),
        maxKept);
  }

  /** Messages that were being sent when the server was killed. */
  private List<Integer> unknown(int count) throws Exception {
    List<Integer> ids = record("sms", count);
    fixture.store().outbox().settleInFlight("OUTCOME_UNKNOWN: crash", clock.instant());
    return ids;
  }

  private List<Integer> record(String name, int count) throws Exception {
    return fixture
        .store()
        .outbox()
        .record(
            new NewOutgoing(
                name,
                "admin",
                IntStream.range(0, count)
                    .mapToObj(i -> new NewOutgoing.Entry(OptionalInt.empty(), ""))
                    .toList(),
                clock.instant(),
                Optional.empty()))
        .toCompletableFuture()
        .get()
        .messagingIds();
  }

  private void settle(int id, OutgoingState state, List<String> externalIds, String sessionKey)
      throws Exception {
    fixture
        .store()
        .outbox()
        .settle(new Settlement(id, state, 0, externalIds, sessionKey, "", 1, clock.instant()))
        .toCompletableFuture()
        .get();
  }

  private void report(String externalId) {
    try {
      fixture.report(externalId, 2);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private OutgoingRecord record(int id) {
    return fixture.store().outbox().find(id).orElseThrow();
  }
}
