package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.sqlite.SqliteStore;

class FirstUserTest {

  @TempDir private Path directory;

  @Test
  void nodeWhoseUserAnotherNodeMadeFirstDoesNotLeaveAPasswordThatDoesNotHold() {
    Passwords passwords = new Passwords(AuthConfig.DEFAULTS);
    try (DataDirectory data = DataDirectory.open(directory.resolve("one"));
        DataDirectory otherData = DataDirectory.open(directory.resolve("other"));
        Store store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      FirstUser first = new FirstUser(store.users(), passwords, data.path(), Clock.systemUTC());
      FirstUser second =
          new FirstUser(
              new ReadBefore(store.users()), passwords, otherData.path(), Clock.systemUTC());

      assertThat(first.ensure(Optional.empty())).isPresent();
      assertThat(second.ensure(Optional.empty())).isEmpty();

      assertThat(data.path().resolve(FirstUser.PASSWORD_FILE)).isNotEmptyFile();
      assertThat(otherData.path().resolve(FirstUser.PASSWORD_FILE)).doesNotExist();
    }
  }

  /** Users of a shared database, listed before the other node added one. */
  private record ReadBefore(UserStore users) implements UserStore {

    @Override
    public List<User> list() {
      return List.of();
    }

    @Override
    public Optional<User> find(String name) {
      return users.find(name);
    }

    @Override
    public CompletionStage<Boolean> add(User user) {
      return users.add(user);
    }

    @Override
    public CompletionStage<Boolean> remove(String name) {
      return users.remove(name);
    }

    @Override
    public CompletionStage<Boolean> changePassword(String name, String passwordHash) {
      return users.changePassword(name, passwordHash);
    }

    @Override
    public CompletionStage<Boolean> changeRoles(String name, Set<UserRole> roles) {
      return users.changeRoles(name, roles);
    }
  }
}
