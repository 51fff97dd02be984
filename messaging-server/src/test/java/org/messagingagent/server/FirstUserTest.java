package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.PasswordCheck;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;

/** Two new nodes that look at an empty database at the same moment. */
class FirstUserTest {

  @TempDir private Path directory;
  private final Passwords passwords = new Passwords(AuthConfig.DEFAULTS);
  private Store store;

  @BeforeEach
  void open() {
    store = TestStores.open(directory.resolve("store"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void generatedPasswordIsInTheFileOfTheNodeThatMadeTheUserAlone() throws Exception {
    Path loserDirectory = Files.createDirectory(directory.resolve("loser"));
    Path winnerDirectory = Files.createDirectory(directory.resolve("winner"));
    UserStore raced = emptyAtFirst(store.users());
    Path file = firstUser(store.users(), winnerDirectory).ensure(Optional.empty()).orElseThrow();

    assertThat(firstUser(raced, loserDirectory).ensure(Optional.empty())).isEmpty();

    assertThat(loserDirectory).isEmptyDirectory();
    assertThat(store.users().list()).extracting(User::name).containsExactly("admin");
    assertThat(
            new PasswordCheck(store.users(), passwords)
                .admits("admin", Files.readString(file).strip(), UserRole.CALLER))
        .isTrue();
  }

  @Test
  void configuredUserThatAnotherNodeHasMadeMeanwhileIsNotMadeAgain() {
    ServerConfig.Bootstrap crm = new ServerConfig.Bootstrap("crm", "correct horse");
    UserStore raced = emptyAtFirst(store.users());
    firstUser(store.users(), directory).ensure(Optional.of(crm));
    String hash = store.users().find("crm").orElseThrow().passwordHash();

    assertThat(firstUser(raced, directory).ensure(Optional.of(crm))).isEmpty();

    assertThat(store.users().list()).hasSize(1);
    assertThat(store.users().find("crm").orElseThrow().passwordHash()).isEqualTo(hash);
  }

  private FirstUser firstUser(UserStore users, Path home) {
    return new FirstUser(users, passwords, home, Clock.systemUTC());
  }

  /** As it looks to who asks for all users before the other node has added one. */
  private static UserStore emptyAtFirst(UserStore users) {
    AtomicBoolean first = new AtomicBoolean(true);
    return (UserStore)
        Proxy.newProxyInstance(
            UserStore.class.getClassLoader(),
            new Class<?>[] {UserStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("list") && first.getAndSet(false)
                    ? List.of()
                    : method.invoke(users, arguments));
  }
}
