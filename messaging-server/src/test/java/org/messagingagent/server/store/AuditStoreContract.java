package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.AuditStore.AuditFilter;
import org.messagingagent.server.store.AuditStore.AuditRecord;
import org.messagingagent.server.store.AuditStore.StoredAuditRecord;

/** What every store of operators' actions promises. */
public interface AuditStoreContract {

  AuditFilter ALL = new AuditFilter(Optional.empty(), Optional.empty());

  Store store();

  default AuditStore audit() {
    return store().audit();
  }

  @Test
  default void recordsAreListedAsTheyWereKeptNewestFirstInPages() {
    AuditRecord first = record("olga", NOW);
    AuditRecord second = record("local token", NOW.plusSeconds(1));
    AuditRecord third = record("olga", NOW.plusSeconds(2));
    List.of(first, second, third).forEach(entry -> get(audit().add(entry)));

    List<StoredAuditRecord> page = audit().list(ALL, Long.MAX_VALUE, 2);

    assertThat(page).extracting(StoredAuditRecord::entry).containsExactly(third, second);
    assertThat(audit().list(ALL, page.get(1).id(), 2))
        .extracting(StoredAuditRecord::entry)
        .containsExactly(first);
  }

  @Test
  default void recordsAreFoundByActorAndTime() {
    AuditRecord first = record("olga", NOW);
    AuditRecord second = record("Olga", NOW.plusSeconds(1));
    AuditRecord third = record("olga", NOW.plusSeconds(2));
    List.of(first, second, third).forEach(entry -> get(audit().add(entry)));

    assertThat(entries(new AuditFilter(Optional.of("olga"), Optional.empty())))
        .containsExactly(third, first);
    assertThat(entries(new AuditFilter(Optional.empty(), Optional.of(NOW.plusSeconds(1)))))
        .containsExactly(third, second);
    assertThat(entries(new AuditFilter(Optional.of("olga"), Optional.of(NOW.plusSeconds(1)))))
        .containsExactly(third);
  }

  @Test
  default void purgeDeletesTheOldestInStepsAndNoOthers() {
    for (int i = 0; i < 5; i++) {
      get(audit().add(record("olga", NOW.plusSeconds(i))));
    }
    Instant before = NOW.plusSeconds(3);

    assertThat(get(audit().purge(before, 2))).isEqualTo(2);
    assertThat(get(audit().purge(before, 2))).isEqualTo(1);
    assertThat(get(audit().purge(before, 2))).isZero();

    assertThat(entries(ALL))
        .extracting(AuditRecord::at)
        .containsExactly(NOW.plusSeconds(4), NOW.plusSeconds(3));
  }

  @Test
  default void limitOutOfRangeIsRefused() {
    assertThatThrownBy(() -> audit().list(ALL, Long.MAX_VALUE, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> audit().list(ALL, Long.MAX_VALUE, 1_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<AuditRecord> entries(AuditFilter filter) {
    return audit().list(filter, Long.MAX_VALUE, 10).stream().map(StoredAuditRecord::entry).toList();
  }

  private static AuditRecord record(String actor, Instant at) {
    return new AuditRecord(at, actor, "127.0.0.1", "user add", "user 'anna' \u00f8", "done");
  }
}
