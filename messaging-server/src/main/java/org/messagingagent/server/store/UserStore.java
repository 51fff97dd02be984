package org.messagingagent.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The users who may log on. Names compare exactly. Safe for use by many threads. */
public interface UserStore {

  Optional<User> find(String name);

  /** All users, by name. */
  List<User> list();

  /** Adds a user; false where there is one of this name, which is not changed. */
  CompletionStage<Boolean> add(User user);

  /** Removes a user with all its tickets; false where there is none. */
  CompletionStage<Boolean> remove(String name);

  /** Changes a password and removes all tickets of the user; false where there is no such user. */
  CompletionStage<Boolean> changePassword(String name, String passwordHash);

  /**
   * Changes what a user may do; where it may not call any more, its tickets are removed. False
   * where there is no such user.
   */
  CompletionStage<Boolean> changeRoles(String name, Set<UserRole> roles);

  /**
   * A user.
   *
   * @param passwordHash a PHC string
   * @param roles what it may do
   */
  record User(String name, String passwordHash, Instant createdAt, Set<UserRole> roles) {

    public User {
      roles = Set.copyOf(roles);
    }

    /** One that may call the service, and nothing else. */
    public User(String name, String passwordHash, Instant createdAt) {
      this(name, passwordHash, createdAt, Set.of(UserRole.CALLER));
    }

    public boolean has(UserRole role) {
      return roles.contains(role);
    }

    /** Hides the hash. */
    @Override
    public String toString() {
      return "User[" + name + "]";
    }
  }
}
