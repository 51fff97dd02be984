package org.messagingagent.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.get;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.support.SettableClock;

class TicketsClockTest {

  @TempDir private Path directory;

  @Test
  void ticketGivenByAClockThatWasAheadLivesNoLongerThanOthers() {
    SettableClock clock = new SettableClock();
    Duration year = Duration.ofDays(365);
    try (Store store = TestStores.open(directory)) {
      get(store.users().add(new User("anna", "$", clock.instant())));
      clock.advance(year);
      String ticket =
          get(new Tickets(store.tickets(), AuthConfig.DEFAULTS, clock).issue("anna")).orElseThrow();
      clock.advance(year.negated());
      assertThat(userOf(ticket, store, clock)).isTrue();
      get(store.users().add(new User("after the extension", "$", clock.instant())));

      clock.advance(AuthConfig.DEFAULTS.ticketLifetime().plus(Duration.ofHours(1)));

      assertThat(userOf(ticket, store, clock)).isFalse();
    }
  }

  /** With nothing remembered. */
  private static boolean userOf(String ticket, Store store, SettableClock clock) {
    return new Tickets(store.tickets(), AuthConfig.DEFAULTS, clock).userOf(ticket).isPresent();
  }
}
