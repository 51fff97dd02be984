package org.messagingagent.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.auth.LogOn.LoggedOn;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.support.SettableClock;

class LogOnTest {

  private static final AuthConfig CONFIG = new AuthConfig(Duration.ofHours(6), 3, 2, 8);

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private final Passwords passwords = new Passwords(CONFIG);
  private Store store;
  private Tickets tickets;
  private LogOn logOn;

  @BeforeEach
  void open() throws Exception {
    store = TestStores.open(directory);
    tickets = new Tickets(store.tickets(), CONFIG, clock);
    logOn = new LogOn(store.users(), passwords, tickets);
    store
        .users()
        .add(new User("anna", passwords.hash("correct"), clock.instant()))
        .toCompletableFuture()
        .get();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void rightPasswordGivesATicketThatNamesTheUser() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    assertThat(ticket).matches("7T:[A-Za-z0-9+/]{43}=");
    assertThat(tickets.userOf(ticket)).contains("anna");
  }

  @Test
  void wrongPasswordAndUnknownUserGiveNone() throws Exception {
    assertThat(logOn("anna", "wrong")).isEmpty();
    assertThat(logOn("Anna", "correct")).isEmpty();
    assertThat(logOn("nobody", "correct")).isEmpty();
    assertThat(logOn("anna", "")).isEmpty();
    assertThat(logOn("", "")).isEmpty();
    assertThat(logOn("anna", "x".repeat(100_000))).isEmpty();
  }

  @Test
  void everyLogOnGivesATicketOfItsOwn() throws Exception {
    assertThat(logOn("anna", "correct")).isNotEqualTo(logOn("anna", "correct"));
  }

  @Test
  void validTicketAsUserNameWithAnEmptyPasswordIsGivenBack() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    assertThat(logOn(ticket, "")).contains(new LoggedOn("anna", ticket));
    assertThat(logOn(ticket, "correct")).isEmpty();
  }

  @Test
  void ticketIsNotKeptAsItIs() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    store.close();
    for (Path file : files()) {
      assertThat(
              new String(
                  java.nio.file.Files.readAllBytes(file),
                  java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain(ticket.substring(3, 43));
    }
    store = TestStores.open(directory);
  }

  @Test
  void ticketLivesSixHoursAfterItsLastUse() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofHours(6));
      assertThat(tickets.userOf(ticket)).contains("anna");
      flush();
    }
    clock.advance(Duration.ofHours(6).plusMinutes(11));
    assertThat(tickets.userOf(ticket)).isEmpty();
    clock.advance(Duration.ofHours(-1));
    assertThat(tickets.userOf(ticket)).contains("anna");
  }

  @Test
  void ticketWorksAfterARestart() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    store.close();
    store = TestStores.open(directory);
    assertThat(new Tickets(store.tickets(), CONFIG, clock).userOf(ticket)).contains("anna");
  }

  @Test
  void otherTextsAreNoTickets() {
    for (String text : List.of("", "7T:", "7T:AAAA", "anna", "7T:" + "A".repeat(10_000), "7t:x")) {
      assertThat(tickets.userOf(text)).isEmpty();
    }
  }

  @Test
  void ticketsOfAUserAreCappedAndTheOldestGoes() throws Exception {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      given.add(logOn("anna", "correct").orElseThrow().ticket());
      clock.advance(Duration.ofSeconds(6));
    }
    assertThat(tickets.userOf(given.get(0))).isEmpty();
    assertThat(given.subList(1, 4)).allSatisfy(t -> assertThat(tickets.userOf(t)).contains("anna"));
  }

  @Test
  void removedUsersTicketsEndWithinFiveSeconds() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    assertThat(tickets.userOf(ticket)).contains("anna");
    store.users().remove("anna").toCompletableFuture().get();
    clock.advance(Duration.ofSeconds(5));
    assertThat(tickets.userOf(ticket)).isEmpty();
  }

  @Test
  void changedPasswordEndsTheTicketsAtOnceOnThisNode() throws Exception {
    String ticket = logOn("anna", "correct").orElseThrow().ticket();
    assertThat(tickets.userOf(ticket)).contains("anna");
    store.users().changePassword("anna", passwords.hash("new one")).toCompletableFuture().get();
    tickets.forget("anna");
    assertThat(tickets.userOf(ticket)).isEmpty();
    assertThat(logOn("anna", "correct")).isEmpty();
    assertThat(logOn("anna", "new one")).isPresent();
  }

  private Optional<LoggedOn> logOn(String user, String password) throws Exception {
    return logOn.withPassword(user, password).toCompletableFuture().get();
  }

  /** Writes are applied in order: after this one, those before it are on disk. */
  private void flush() throws Exception {
    store.tickets().purge(java.time.Instant.EPOCH, 1).toCompletableFuture().get();
  }

  private List<Path> files() throws Exception {
    try (var files = java.nio.file.Files.walk(directory)) {
      return files.filter(java.nio.file.Files::isRegularFile).toList();
    }
  }
}
