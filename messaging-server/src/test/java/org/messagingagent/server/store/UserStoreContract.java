package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserStore.User;

/** What every store of users promises. */
public interface UserStoreContract {

  Store store();

  default UserStore users() {
    return store().users();
  }

  @Test
  default void addedUserIsFoundByItsExactName() {
    User anna = new User("Anna", "$hash", NOW);
    assertThat(get(users().add(anna))).isTrue();

    assertThat(users().find("Anna")).contains(anna);
    assertThat(users().find("anna")).isEmpty();
    assertThat(users().find("")).isEmpty();
  }

  @Test
  default void secondUserOfANameIsRefused() {
    User first = new User("anna", "$1", NOW);
    get(users().add(first));

    assertThat(get(users().add(new User("anna", "$2", NOW)))).isFalse();
    assertThat(users().find("anna")).contains(first);
  }

  @Test
  default void usersAreListedByName() {
    get(users().add(new User("b", "$", NOW)));
    get(users().add(new User("a", "$", NOW)));
    assertThat(users().list()).extracting(User::name).containsExactly("a", "b");
  }

  @Test
  default void removedUserTakesItsTicketsAlong() {
    get(users().add(new User("anna", "$", NOW)));
    get(users().add(new User("bob", "$", NOW)));
    addTicket(1, "anna");
    addTicket(2, "bob");

    assertThat(get(users().remove("anna"))).isTrue();
    assertThat(get(users().remove("anna"))).isFalse();

    assertThat(users().find("anna")).isEmpty();
    assertThat(store().tickets().find(new byte[] {1})).isEmpty();
    assertThat(store().tickets().find(new byte[] {2})).isPresent();
  }

  @Test
  default void newPasswordEndsAllTickets() {
    get(users().add(new User("anna", "$1", NOW)));
    addTicket(1, "anna");

    assertThat(get(users().changePassword("anna", "$2"))).isTrue();
    assertThat(get(users().changePassword("nobody", "$2"))).isFalse();

    assertThat(users().find("anna").orElseThrow().passwordHash()).isEqualTo("$2");
    assertThat(store().tickets().find(new byte[] {1})).isEmpty();
  }

  @Test
  default void rolesAreKeptAndChanged() {
    get(users().add(new User("anna", "$", NOW)));
    get(users().add(new User("olga", "$", NOW, Set.of(UserRole.OPERATOR))));
    assertThat(users().find("anna").orElseThrow().roles()).containsExactly(UserRole.CALLER);
    assertThat(users().find("olga").orElseThrow().roles()).containsExactly(UserRole.OPERATOR);

    Set<UserRole> both = Set.of(UserRole.CALLER, UserRole.OPERATOR);
    assertThat(get(users().changeRoles("anna", both))).isTrue();
    assertThat(get(users().changeRoles("olga", Set.of()))).isTrue();
    assertThat(get(users().changeRoles("nobody", both))).isFalse();

    assertThat(users().list()).extracting(User::roles).containsExactly(both, Set.of());
  }

  @Test
  default void userWhoMayNotCallAnyMoreLosesItsTickets() {
    get(users().add(new User("anna", "$", NOW)));
    addTicket(1, "anna");
    get(users().changeRoles("anna", Set.of(UserRole.CALLER, UserRole.OPERATOR)));
    assertThat(store().tickets().find(new byte[] {1})).isPresent();

    get(users().changeRoles("anna", Set.of(UserRole.OPERATOR)));

    assertThat(store().tickets().find(new byte[] {1})).isEmpty();
  }

  private void addTicket(int hash, String user) {
    Ticket ticket = new Ticket(new byte[] {(byte) hash}, user, NOW, NOW.plusSeconds(60));
    assertThat(get(store().tickets().add(ticket, 10))).isTrue();
  }
}
