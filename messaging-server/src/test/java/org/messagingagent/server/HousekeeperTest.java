package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.NewIncoming.Origin;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.ReportCounts;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.support.SettableClock;
import org.slf4j.LoggerFactory;

class HousekeeperTest {

  private static final Duration MONTH = RetentionConfig.DEFAULTS.messages();
  private static final Duration DAY = RetentionConfig.DEFAULTS.keys();
  private static final Duration TEN_DAYS = Duration.ofDays(10);
  private static final Duration MOMENT = Duration.ofMillis(1);

  /** A step of two, so that each kind takes several. */
  private static final RetentionConfig RETENTION = retention(Duration.ofDays(7), TEN_DAYS);

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private Store store;
  private Housekeeper housekeeper;

  @BeforeEach
  void open() {
    store = TestStores.open(directory);
    housekeeper = new Housekeeper(store, RETENTION, clock);
  }

  @AfterEach
  void close() {
    housekeeper.close();
    store.close();
  }

  @Test
  void handledAndDiscardedMessagesGoAfterTheirTimeAndNoOthers() throws Exception {
    for (int i = 0; i < 5; i++) {
      end(accept("handled", Optional.empty()), MessageState.HANDLED);
    }
    long dead = accept("dead", Optional.empty());
    end(dead, MessageState.DEAD);
    long waiting = accept("waiting", Optional.empty());
    long discarded = accept("discarded", Optional.empty());
    get(store.inbox().discard(discarded, "not wanted", clock.instant()));

    clock.advance(MONTH);
    housekeeper.runOnce();
    assertThat(incoming()).as("at the end of the time").hasSize(8);

    clock.advance(MOMENT);
    housekeeper.runOnce();
    assertThat(incoming()).containsExactlyInAnyOrder(dead, waiting);
  }

  @Test
  void timeOfAMessageBeginsAtItsEnd() throws Exception {
    long message = accept("slow", Optional.empty());
    clock.advance(MONTH.multipliedBy(2));
    end(message, MessageState.HANDLED);
    clock.advance(MONTH);
    housekeeper.runOnce();
    assertThat(incoming()).containsExactly(message);
  }

  @Test
  void keyIsForgottenAfterADayAndItsMessageIsNot() throws Exception {
    long first = accept("once", Optional.of(key("key")));
    assertThat(accept("once", Optional.of(key("key")))).isEqualTo(first);

    clock.advance(DAY.plus(MOMENT));
    housekeeper.runOnce();

    assertThat(accept("once", Optional.of(key("key")))).isNotEqualTo(first);
    assertThat(incoming()).hasSize(2);
  }

  @Test
  void gatewayIdsAreForgottenAfterTheirTimeAndTheirMessagesAreNot() throws Exception {
    for (int i = 0; i < 5; i++) {
      submit("g" + i);
    }
    long first = submit("g");
    clock.advance(TEN_DAYS);
    housekeeper.runOnce();
    assertThat(submit("g")).as("at the end of the time").isEqualTo(first);

    clock.advance(MOMENT);
    housekeeper.runOnce();
    assertThat(submit("g")).isNotEqualTo(first);
    assertThat(incoming()).hasSize(7);
  }

  @Test
  void gatewayIdsAreKeptAtLeastAsLongAsPluginsMayRelyOn() {
    assertThatThrownBy(() -> retention(Duration.ofDays(7), Duration.ofDays(7).minus(MOMENT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retention.gateway-ids must be at least 7d");
  }

  @Test
  void contentGoesBeforeItsMessageAndThatOfDeadLettersStays() throws Exception {
    for (int i = 0; i < 5; i++) {
      end(accept("handled", Optional.empty()), MessageState.HANDLED);
    }
    long dead = accept("dead", Optional.empty());
    end(dead, MessageState.DEAD);
    long waiting = accept("waiting", Optional.empty());

    clock.advance(Duration.ofDays(7));
    housekeeper.runOnce();
    assertThat(withContent()).as("at the end of the time").hasSize(7);

    clock.advance(MOMENT);
    housekeeper.runOnce();
    assertThat(withContent()).containsExactlyInAnyOrder(dead, waiting);
    assertThat(incoming()).hasSize(7);
  }

  @Test
  void eachStateGoesAtAnAgeOfItsOwn() throws Exception {
    RetentionConfig retention =
        new RetentionConfig(
            MONTH,
            Optional.of(DAY),
            Optional.of(DAY.multipliedBy(2)),
            Optional.of(DAY.multipliedBy(3)),
            Optional.of(DAY.multipliedBy(4)),
            DAY,
            DAY,
            DAY,
            DAY,
            TEN_DAYS,
            Duration.ofMinutes(1),
            2);
    long handled = accept("handled", Optional.empty());
    end(handled, MessageState.HANDLED);
    long discarded = accept("discarded", Optional.empty());
    get(store.inbox().discard(discarded, "", clock.instant()));
    long dead = accept("dead", Optional.empty());
    end(dead, MessageState.DEAD);
    List<Integer> sent = send(1);
    settle(sent.get(0), OutgoingState.SETTLED, "ext");

    try (Housekeeper own = new Housekeeper(store, retention, clock)) {
      clock.advance(MOMENT);
      own.runOnce();
      assertThat(incoming()).containsExactlyInAnyOrder(handled, discarded, dead);
      clock.advance(DAY);
      own.runOnce();
      assertThat(incoming()).containsExactlyInAnyOrder(discarded, dead);
      clock.advance(DAY);
      own.runOnce();
      assertThat(incoming()).containsExactly(dead);
      clock.advance(DAY);
      own.runOnce();
      assertThat(incoming()).isEmpty();
      assertThat(store.outbox().statuses(sent)).hasSize(1);
      clock.advance(DAY);
      own.runOnce();
      assertThat(store.outbox().statuses(sent)).isEmpty();
    }
  }

  @Test
  void contentIsKeptAtLeastAMinute() {
    assertThatThrownBy(() -> retention(Duration.ofMinutes(1).minus(MOMENT), TEN_DAYS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retention.content must be at least 1m");
  }

  @Test
  void closedHousekeeperBeginsNothing() throws Exception {
    end(accept("handled", Optional.empty()), MessageState.HANDLED);
    clock.advance(MONTH.plus(MOMENT));
    housekeeper.close();
    housekeeper.runOnce();
    assertThat(incoming()).hasSize(1);
  }

  @Test
  void expiredValuesAreDeletedAndMakeRoom() throws Exception {
    Optional<Instant> tomorrow = Optional.of(clock.instant().plus(DAY));
    for (int i = 0; i < 5; i++) {
      put("short " + i, tomorrow);
    }
    put("long", Optional.of(clock.instant().plus(DAY).plus(MOMENT)));
    put("stays", Optional.empty());
    Instant before = clock.instant();

    clock.advance(DAY);
    housekeeper.runOnce();

    assertThat(store.values().keys("sms", "", "", 10, before)).containsExactly("long", "stays");
  }

  @Test
  void settledOutgoingMessagesGoAfterTheirTimeAndNoOthers() throws Exception {
    List<Integer> ids = send(5);
    for (int id : ids.subList(0, 3)) {
      settle(id, OutgoingState.SETTLED, "ext-" + id);
    }
    settle(ids.get(3), OutgoingState.UNKNOWN, "ext-unknown");

    clock.advance(MONTH);
    housekeeper.runOnce();
    assertThat(store.outbox().statuses(ids)).as("at the end of the time").hasSize(5);

    clock.advance(MOMENT);
    housekeeper.runOnce();
    assertThat(store.outbox().statuses(ids)).containsOnlyKeys(ids.get(3), ids.get(4));
  }

  @Test
  void reportStartsTheTimeOfItsMessageAnew() throws Exception {
    int id = send(1).get(0);
    settle(id, OutgoingState.SETTLED, "ext");
    clock.advance(MONTH);
    assertThat(report("ext")).isEqualTo(ReportResult.APPLIED);
    clock.advance(MONTH);
    housekeeper.runOnce();
    assertThat(store.outbox().statuses(List.of(id))).hasSize(1);
  }

  @Test
  void reportWithoutAMessageIsOrphanedAfterADayAndGoesAMonthLater() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(report("nobody")).isEqualTo(ReportResult.KEPT);
    }
    clock.advance(DAY);
    housekeeper.runOnce();
    assertThat(store.outbox().reportCounts()).containsEntry("sms", new ReportCounts(3, 0));

    clock.advance(MOMENT);
    assertThat(warningsOf(housekeeper::runOnce))
        .singleElement()
        .asString()
        .contains("orphaned", "PT24H", ": 3;");
    assertThat(warningsOf(housekeeper::runOnce)).isEmpty();
    assertThat(store.outbox().reportCounts()).containsEntry("sms", new ReportCounts(0, 3));

    int id = send(1).get(0);
    settle(id, OutgoingState.SETTLED, "nobody");
    assertThat(store.outbox().statuses(List.of(id)).get(id).status()).isEqualTo(1);

    clock.advance(MONTH);
    housekeeper.runOnce();
    assertThat(store.outbox().reportCounts()).containsEntry("sms", new ReportCounts(0, 3));
    clock.advance(MOMENT);
    housekeeper.runOnce();
    assertThat(store.outbox().reportCounts()).isEmpty();
  }

  @Test
  void expiredTicketsGoAndUsedOnesStay() throws Exception {
    Tickets tickets = new Tickets(store.tickets(), AuthConfig.DEFAULTS, clock);
    addUser();
    String idle = get(tickets.issue("crm")).orElseThrow();
    String used = get(tickets.issue("crm")).orElseThrow();
    for (int hour = 0; hour < 12; hour++) {
      clock.advance(Duration.ofHours(1));
      assertThat(tickets.userOf(used)).contains("crm");
      housekeeper.runOnce();
    }
    assertThat(tickets.userOf(used)).contains("crm");
    assertThat(tickets.userOf(idle)).isEmpty();
  }

  private static List<String> warningsOf(ThrowingCallable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(Housekeeper.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.setAdditive(false);
    logger.addAppender(appender);
    try {
      assertThatCode(work).doesNotThrowAnyException();
    } finally {
      logger.detachAppender(appender);
      logger.setAdditive(true);
    }
    return appender.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void addUser() {
    get(store.users().add(new User("crm", "no hash", clock.instant())));
  }

  private long accept(String content, Optional<RequestKey> key) {
    Acceptance acceptance =
        get(
            store
                .inbox()
                .accept(
                    new NewIncoming(
                        "sms", "from", "to", content, "", "", "crm", clock.instant(), key)));
    return acceptance.messageId();
  }

  private long submit(String gatewayId) {
    Optional<Origin> origin = Optional.of(new Origin("sms", Optional.of(gatewayId)));
    NewIncoming message =
        new NewIncoming(
            "sms",
            "",
            "",
            "",
            "",
            "",
            "plugin:sms",
            clock.instant(),
            Optional.empty(),
            origin,
            Optional.empty());
    return get(store.inbox().accept(message)).messageId();
  }

  private void put(String key, Optional<Instant> expiresAt) {
    get(store.values().put("sms", key, "", expiresAt, new Condition.Always(), clock.instant()));
  }

  private void end(long id, MessageState state) {
    assertThat(get(store.inbox().finish(id, 0, state, 0, "", clock.instant()))).isTrue();
  }

  private List<Long> incoming() {
    IncomingFilter all = new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty());
    return store.inbox().list(all, Long.MAX_VALUE, 1_000).stream().map(IncomingRecord::id).toList();
  }

  private List<Long> withContent() {
    return incoming().stream()
        .filter(id -> store.inbox().find(id).orElseThrow().content().isPresent())
        .toList();
  }

  private static RetentionConfig retention(Duration content, Duration gatewayIds) {
    return new RetentionConfig(
        MONTH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        content,
        DAY,
        DAY,
        DAY,
        gatewayIds,
        Duration.ofMinutes(1),
        2);
  }

  private List<Integer> send(int count) {
    NewOutgoing.Entry entry = new NewOutgoing.Entry(OptionalInt.empty(), "");
    NewOutgoing.Entry[] entries = new NewOutgoing.Entry[count];
    Arrays.fill(entries, entry);
    return get(store
            .outbox()
            .record(
                new NewOutgoing("sms", "crm", List.of(entries), clock.instant(), Optional.empty())))
        .messagingIds();
  }

  private void settle(int id, OutgoingState state, String externalId) {
    get(
        store
            .outbox()
            .settle(new Settlement(id, state, 1, List.of(externalId), "", "", 1, clock.instant())));
  }

  private ReportResult report(String externalId) {
    return get(
        store
            .outbox()
            .report(new DeliveryReport("sms", externalId, 3, "", "crm", clock.instant())));
  }

  private static RequestKey key(String value) {
    return new RequestKey("crm", "CreateMessage", value, new byte[32]);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
