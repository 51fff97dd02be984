package org.messagingagent.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.auth.LogOn.LoggedOn;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.support.Await;
import org.messagingagent.server.support.CapturedLog;
import org.messagingagent.server.support.SettableClock;

/** Users whom the application's authenticator admits. */
@Timeout(60)
class OutsideUsersTest {

  private static final AuthConfig CONFIG = new AuthConfig(Duration.ofHours(6), 3, 2, 8);

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private final Passwords passwords = new Passwords(CONFIG);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<OutsideUsers> opened = new ArrayList<>();
  private Store store;
  private Tickets tickets;

  @BeforeEach
  void open() throws Exception {
    store = TestStores.open(directory);
    tickets = new Tickets(store.tickets(), CONFIG, clock);
    add("anna", "correct");
  }

  @AfterEach
  void close() {
    opened.forEach(OutsideUsers::close);
    store.close();
  }

  @Test
  void usersOfTheApplicationLogOnInsteadOfThoseOfTheTable() throws Exception {
    LogOn logOn = logOn(true, this::knowsOla);

    LoggedOn ola = ticket(logOn, "ola", "secret").orElseThrow();
    assertThat(tickets.userOf(ola.ticket())).contains("ola");
    assertThat(ticket(logOn, "ola", "wrong")).isEmpty();
    assertThat(ticket(logOn, "anna", "correct")).isEmpty();
    assertThat(asked).containsExactly("ola", "ola", "anna");
  }

  @Test
  void usersOfTheApplicationLogOnBesideThoseOfTheTable() throws Exception {
    LogOn logOn = logOn(false, this::knowsOla);

    assertThat(ticket(logOn, "anna", "correct")).isPresent();
    assertThat(asked).isEmpty();
    assertThat(ticket(logOn, "ola", "secret")).isPresent();
    assertThat(ticket(logOn, "ola", "secret")).isPresent();
    assertThat(ticket(logOn, "kari", "secret")).isEmpty();
    assertThat(store.users().list()).extracting(User::name).containsExactly("anna", "ola");
  }

  @Test
  void userWithAPasswordInTheTableIsAdmittedByThatAlone() throws Exception {
    LogOn logOn = logOn(false, (name, password) -> true);

    assertThat(ticket(logOn, "anna", "what the application knows")).isEmpty();
    assertThat(ticket(logOn, "anna", "correct")).isPresent();
  }

  @Test
  void operatorMayTakeAwayTheRightToCall() throws Exception {
    LogOn logOn = logOn(true, this::knowsOla);
    assertThat(ticket(logOn, "ola", "secret")).isPresent();

    store.users().changeRoles("ola", Set.of()).toCompletableFuture().get();

    assertThat(ticket(logOn, "ola", "secret")).isEmpty();
  }

  @Test
  void whatCannotBeANameOrAPasswordIsNotAsked() throws Exception {
    LogOn logOn = logOn(true, this::knowsOla);

    for (String name : List.of("", " ", "7T:abc", "x".repeat(256), "a\u0000b")) {
      assertThat(ticket(logOn, name, "secret")).as(name).isEmpty();
    }
    assertThat(ticket(logOn, "ola", "x".repeat(1_025))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void authenticatorThatThrowsIsNamedInTheLogWithoutItsText() {
    LogOn logOn =
        logOn(
            true,
            (name, password) -> {
              throw new IllegalStateException("bind as " + name + " with " + password);
            });
    try (CapturedLog log = CapturedLog.of(OutsideUsers.class)) {
      assertThatThrownBy(() -> ticket(logOn, "ola", "secret"))
          .isInstanceOf(AuthenticatorFailedException.class)
          .hasMessageNotContaining("secret");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("IllegalStateException")
          .doesNotContain("secret");
    }
  }

  @Test
  void logOnsThatFindNoRoomAreToldToTryAgain() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(Authenticator.MOST_AT_A_TIME);
    OutsideUsers outside =
        outside(
            true,
            (name, password) -> {
              inside.countDown();
              return hold.await(30, TimeUnit.SECONDS);
            });
    List<CompletableFuture<Boolean>> calls = new ArrayList<>();
    int most = Authenticator.MOST_AT_A_TIME + 64;
    for (int i = 0; i < most; i++) {
      CompletableFuture<Boolean> call = new CompletableFuture<>();
      calls.add(call);
      new Thread(() -> call.complete(outside.admits("ola", "secret"))).start();
    }
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    Await.until(
        "the queue is full", () -> outside.waiting() == most - Authenticator.MOST_AT_A_TIME);

    assertThatThrownBy(() -> outside.admits("ola", "secret"))
        .isInstanceOf(TooManyLogOnsException.class);
    hold.countDown();
    for (CompletableFuture<Boolean> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private boolean knowsOla(String name, String password) {
    asked.add(name);
    return name.equals("ola") && password.equals("secret");
  }

  private LogOn logOn(boolean alone, Authenticator authenticator) {
    return new LogOn(store.users(), passwords, outside(alone, authenticator), tickets, clock);
  }

  private OutsideUsers outside(boolean alone, Authenticator authenticator) {
    OutsideUsers outside = new OutsideUsers(Optional.of(authenticator), alone);
    opened.add(outside);
    return outside;
  }

  private void add(String name, String password) throws Exception {
    User user = new User(name, passwords.hash(password), clock.instant(), Set.of(UserRole.CALLER));
    store.users().add(user).toCompletableFuture().get();
  }

  private static Optional<LoggedOn> ticket(LogOn logOn, String name, String password)
      throws Exception {
    return logOn.withPassword(name, password).toCompletableFuture().get();
  }
}
