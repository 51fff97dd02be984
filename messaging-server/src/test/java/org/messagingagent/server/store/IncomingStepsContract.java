package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Matches;
import org.messagingagent.server.store.InboxStore.PartitionQueue;

/** What every inbox promises to operators: filters, steps, and what waits. */
public interface IncomingStepsContract {

  IncomingFilter ANY = new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty());

  Store store();

  @Test
  default void reasonIsFoundByAnyPartOfItInAnyCase() {
    long route = dead("sms", "No ROUTE to 100%_sure");
    long other = dead("sms", "timeout");

    assertThat(ids(reason("no route"))).containsExactly(route);
    assertThat(ids(reason("100%_S"))).containsExactly(route);
    assertThat(ids(reason("TIME"))).containsExactly(other);
    assertThat(listed(reason("route"))).containsExactly(route);
  }

  @Test
  default void charactersThatMeanSomethingToTheDatabaseAreTakenAsTheyAre() {
    dead("sms", "plain");
    long special = dead("sms", "a!b%c_d");

    for (String part : List.of("%", "_", "!", "b%c", "!b")) {
      assertThat(ids(reason(part))).as(part).containsExactly(special);
    }
    assertThat(ids(reason("a_b"))).isEmpty();
    assertThat(ids(reason("' OR 1 = 1 --"))).isEmpty();
  }

  @Test
  default void messagesAreFoundByTheTimeTheyCame() {
    long first = accept("sms", "", NOW);
    long second = accept("sms", "", NOW.plusSeconds(1));
    long third = accept("sms", "", NOW.plusSeconds(2));

    assertThat(ids(received(Optional.of(NOW.plusSeconds(1)), Optional.empty())))
        .containsExactly(second, third);
    assertThat(ids(received(Optional.empty(), Optional.of(NOW.plusSeconds(1)))))
        .containsExactly(first);
    assertThat(listed(received(Optional.of(NOW.plusSeconds(1)), Optional.of(NOW.plusSeconds(2)))))
        .containsExactly(second);
  }

  @Test
  default void stepsFindEachMatchOnceOldestFirst() {
    List<Long> wanted = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      dead("mail", "no route");
      wanted.add(dead("sms", "no route"));
      accept("sms", "", NOW);
    }
    IncomingFilter filter =
        new IncomingFilter(Optional.of("sms"), Optional.of(MessageState.DEAD), Optional.empty());

    List<Long> found = new ArrayList<>();
    OptionalLong next = OptionalLong.of(0);
    int steps = 0;
    while (next.isPresent()) {
      Matches step = store().inbox().matching(filter, next.getAsLong(), Long.MAX_VALUE, 4);
      found.addAll(step.ids());
      next = step.next();
      steps++;
    }

    assertThat(found).containsExactlyElementsOf(wanted);
    assertThat(steps).isEqualTo(4);
    assertThat(store().inbox().matching(filter, 0, wanted.get(2), 100).ids())
        .containsExactlyElementsOf(wanted.subList(0, 3));
    assertThat(store().inbox().matching(filter, wanted.get(4), Long.MAX_VALUE, 100).ids())
        .containsExactlyElementsOf(wanted.subList(5, 7));
  }

  @Test
  default void stepOfTooManyMessagesIsRefused() {
    assertThatThrownBy(() -> store().inbox().matching(ANY, 0, Long.MAX_VALUE, 10_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void oldestIsTheOneThatBecameDueFirst() {
    assertThat(store().inbox().oldestDue("sms")).isEmpty();
    accept("mail", "", NOW.minusSeconds(60));
    accept("sms", "", NOW.plusSeconds(1));
    accept("sms", "", NOW);

    assertThat(store().inbox().oldestDue("sms")).contains(NOW);
    assertThat(store().inbox().oldestDue("none")).isEmpty();
  }

  @Test
  default void waitingMessagesAreCountedByPartition() {
    accept("sms", "s", NOW);
    accept("sms", "s", NOW.plusSeconds(1));
    accept("mail", "s", NOW);
    int partition = Partitions.of("s", 0);

    assertThat(store().inbox().partitions("sms"))
        .containsExactly(new PartitionQueue(partition, 2, Optional.of(NOW)));
    assertThat(store().inbox().partitions("none")).isEmpty();
  }

  private long accept(String plugin, String session, Instant at) {
    return get(store()
            .inbox()
            .accept(new NewIncoming(plugin, "", "", "x", "", session, "crm", at, Optional.empty())))
        .messageId();
  }

  private long dead(String plugin, String reason) {
    long id = accept(plugin, "", NOW);
    assertThat(get(store().inbox().finish(id, epoch(), MessageState.DEAD, 1, reason, NOW)))
        .isTrue();
    return id;
  }

  /** Under which a message's partition is owned. */
  default long epoch() {
    return 0;
  }

  private List<Long> ids(IncomingFilter filter) {
    return store().inbox().matching(filter, 0, Long.MAX_VALUE, 1_000).ids();
  }

  private List<Long> listed(IncomingFilter filter) {
    return store().inbox().list(filter, Long.MAX_VALUE, 1_000).stream()
        .map(IncomingRecord::id)
        .toList();
  }

  private static IncomingFilter reason(String part) {
    return new IncomingFilter(
        Optional.empty(),
        Optional.of(MessageState.DEAD),
        Optional.empty(),
        Optional.of(part),
        Optional.empty(),
        Optional.empty());
  }

  private static IncomingFilter received(Optional<Instant> after, Optional<Instant> before) {
    return new IncomingFilter(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), after, before);
  }
}
