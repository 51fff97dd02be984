package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.Partitions;

final class PgNearbyTest {

  private static final Partitions OWNED = Partitions.only(3).plus(Partitions.only(40));

  private final PgEpoch epoch = new PgEpoch();
  private final PgNearby nearby = new PgNearby(epoch);

  @BeforeEach
  void own() {
    epoch.taken(1);
    epoch.own(1, "sms", OWNED);
  }

  @Test
  void messagesStayHereAsLongAsTheyAreEnded() {
    for (long id = 1; id <= 1_000; id++) {
      assertThat(OWNED.contains(nearby.partition("sms", id, 0))).isTrue();
      nearby.ended("sms", id);
    }
  }

  @Test
  void bothPartitionsGetTheirShare() {
    assertThat(nearby.partition("sms", 1, 0)).isNotEqualTo(nearby.partition("sms", 2, 0));
  }

  @Test
  void theyAreSpreadWhereThisNodeFallsBehind() {
    fill();
    assertThat(nearby.partition("sms", 1_005, 0)).isEqualTo(Partitions.of("", 1_005));

    nearby.ended("sms", 1);
    assertThat(OWNED.contains(nearby.partition("sms", 1_006, 0))).isTrue();
  }

  @Test
  void thoseThatOthersEndedAreForgotten() {
    fill();
    long later = TimeUnit.SECONDS.toNanos(61);
    assertThat(OWNED.contains(nearby.partition("sms", 1_005, later))).isTrue();
  }

  @Test
  void nothingIsHereUnderANewEpochOrAfterARollback() {
    fill();
    nearby.forget();
    assertThat(OWNED.contains(nearby.partition("sms", 1_005, 0))).isTrue();
    fill();
    epoch.taken(2);
    epoch.own(2, "sms", OWNED);
    assertThat(OWNED.contains(nearby.partition("sms", 1_005, 0))).isTrue();
  }

  @Test
  void whoOwnsNothingSpreadsThem() {
    for (long id = 1; id < 200; id++) {
      assertThat(nearby.partition("mail", id, 0)).isEqualTo(Partitions.of("", id));
    }
  }

  private void fill() {
    for (long id = 1; id <= PgNearby.MOST; id++) {
      nearby.partition("sms", id, 0);
    }
  }
}
