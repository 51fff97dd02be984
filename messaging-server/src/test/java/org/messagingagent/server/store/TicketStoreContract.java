package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserStore.User;

/** What every store of tickets promises. */
public interface TicketStoreContract {

  Store store();

  default TicketStore tickets() {
    return store().tickets();
  }

  @Test
  default void ticketIsFoundByItsHash() {
    addUser("anna");
    assertThat(add(1, "anna", 60, 10)).isTrue();

    Ticket found = tickets().find(hash(1)).orElseThrow();
    assertThat(found.hash()).isEqualTo(hash(1));
    assertThat(found.user()).isEqualTo("anna");
    assertThat(found.createdAt()).isEqualTo(NOW);
    assertThat(found.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(tickets().find(hash(2))).isEmpty();
  }

  @Test
  default void nobodyGetsNoTicket() {
    assertThat(add(1, "nobody", 60, 10)).isFalse();
    assertThat(tickets().find(hash(1))).isEmpty();
  }

  @Test
  default void ticketsOverTheLimitAreRemovedThatExpireFirst() {
    addUser("anna");
    addUser("bob");
    add(9, "bob", 1, 2);
    add(1, "anna", 30, 2);
    add(2, "anna", 10, 2);
    add(3, "anna", 20, 2);

    assertThat(tickets().find(hash(1))).isPresent();
    assertThat(tickets().find(hash(2))).isEmpty();
    assertThat(tickets().find(hash(3))).isPresent();
    assertThat(tickets().find(hash(9))).isPresent();
  }

  @Test
  default void expiryCanBeMoved() {
    addUser("anna");
    add(1, "anna", 60, 10);
    Instant later = NOW.plusSeconds(600);

    assertThat(get(tickets().extend(hash(1), later))).isTrue();
    assertThat(get(tickets().extend(hash(2), later))).isFalse();
    assertThat(tickets().find(hash(1)).orElseThrow().expiresAt()).isEqualTo(later);
  }

  @Test
  default void purgeDeletesExpiredTicketsInSteps() {
    addUser("anna");
    for (int i = 1; i <= 3; i++) {
      add(i, "anna", i, 10);
    }
    assertThat(get(tickets().purge(NOW.plusSeconds(3), 1))).isEqualTo(1);
    assertThat(get(tickets().purge(NOW.plusSeconds(3), 10))).isEqualTo(1);
    assertThat(get(tickets().purge(NOW.plusSeconds(3), 10))).isZero();
    assertThat(tickets().find(hash(3))).isPresent();
  }

  private void addUser(String name) {
    get(store().users().add(new User(name, "$", NOW)));
  }

  private boolean add(int number, String user, int seconds, int maxPerUser) {
    return get(
        tickets().add(new Ticket(hash(number), user, NOW, NOW.plusSeconds(seconds)), maxPerUser));
  }

  private static byte[] hash(int number) {
    byte[] hash = new byte[32];
    hash[31] = (byte) number;
    return hash;
  }
}
