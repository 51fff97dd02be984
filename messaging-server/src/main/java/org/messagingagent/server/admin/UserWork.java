package org.messagingagent.server.admin;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.messagingagent.server.admin.Administration.UserEntry;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;

/** The users, for operators. */
final class UserWork {

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_PASSWORD = 256;
  private static final String TICKET_PREFIX = "7T:";

  private final UserStore users;
  private final Hooks hooks;
  private final Clock clock;
  private final Auditor auditor;

  UserWork(UserStore users, Hooks hooks, Clock clock, Auditor auditor) {
    this.users = users;
    this.hooks = hooks;
    this.clock = clock;
    this.auditor = auditor;
  }

  List<UserEntry> list(Optional<String> after, int limit) {
    Words.checkLimit(limit);
    return users.list().stream()
        .filter(user -> after.isEmpty() || user.name().compareTo(after.get()) > 0)
        .limit(limit)
        .map(
            user ->
                new UserEntry(
                    user.name(),
                    user.createdAt().toString(),
                    user.roles().stream().sorted().map(Words::of).toList()))
        .toList();
  }

  void add(String name, String password, List<String> roleWords) {
    auditor.run(
        "user add",
        "%s as %s".formatted(target(name), said(roleWords)),
        () -> {
          Set<UserRole> roles = roles(roleWords);
          checkName(name);
          checkPassword(password);
          if (users.find(name).isPresent()
              || !StoreWait.await(
                  users.add(
                      new User(
                          name, hooks.hashPassword().apply(password), clock.instant(), roles)))) {
            throw new AdministrationException(
                Reason.REFUSED,
                "There is a user '%s' already; change the password, or choose another name"
                    .formatted(name));
          }
        });
  }

  void remove(String name) {
    auditor.run(
        "user remove",
        target(name),
        () -> {
          if (!StoreWait.await(users.remove(name))) {
            throw noUser(name);
          }
          hooks.passwordChanged().accept(name);
        });
  }

  void changePassword(String name, String password) {
    auditor.run(
        "user password",
        target(name),
        () -> {
          checkPassword(password);
          if (users.find(name).isEmpty()
              || !StoreWait.await(
                  users.changePassword(name, hooks.hashPassword().apply(password)))) {
            throw noUser(name);
          }
          hooks.passwordChanged().accept(name);
        });
  }

  void grant(String name, List<String> roleWords) {
    auditor.run(
        "user grant",
        "%s: %s".formatted(target(name), said(roleWords)),
        () -> {
          Set<UserRole> roles = withSome(roles(roleWords));
          roles.addAll(users.find(name).orElseThrow(() -> noUser(name)).roles());
          change(name, roles);
        });
  }

  void revoke(String name, List<String> roleWords) {
    auditor.run(
        "user revoke",
        "%s: %s".formatted(target(name), said(roleWords)),
        () -> {
          Set<UserRole> revoked = withSome(roles(roleWords));
          Set<UserRole> roles = EnumSet.noneOf(UserRole.class);
          roles.addAll(users.find(name).orElseThrow(() -> noUser(name)).roles());
          roles.removeAll(revoked);
          change(name, roles);
          hooks.rolesChanged().accept(name);
        });
  }

  private void change(String name, Set<UserRole> roles) {
    if (!StoreWait.await(users.changeRoles(name, roles))) {
      throw noUser(name);
    }
  }

  private static Set<UserRole> roles(List<String> words) {
    return words.stream()
        .map(word -> Words.value(UserRole.values(), word, "role '%s'"))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(UserRole.class)));
  }

  private static Set<UserRole> withSome(Set<UserRole> roles) {
    if (roles.isEmpty()) {
      throw new AdministrationException(Reason.INVALID, "Name a role: caller or operator");
    }
    return roles;
  }

  private static String said(List<String> roleWords) {
    return roleWords.isEmpty() ? "nothing" : String.join(", ", roleWords);
  }

  /** A name that is none may be a ticket, which is a secret. */
  private static String target(String name) {
    return name.startsWith(TICKET_PREFIX) ? "a ticket" : "user '%s'".formatted(name);
  }

  private static void checkName(String name) {
    boolean usable =
        !name.isBlank()
            && name.equals(name.strip())
            && name.length() <= LONGEST_NAME
            && name.codePoints().noneMatch(Character::isISOControl);
    if (!usable) {
      throw new AdministrationException(
          Reason.INVALID,
          "A user name has 1 to %d characters, and no space at its ends".formatted(LONGEST_NAME));
    }
    if (Actor.isReserved(name)) {
      throw new AdministrationException(
          Reason.INVALID,
          "A user cannot be called '%s': audit records call somebody else so".formatted(name));
    }
    if (name.startsWith(TICKET_PREFIX)) {
      throw new AdministrationException(
          Reason.INVALID,
          "A user name cannot begin with '%s': tickets do".formatted(TICKET_PREFIX));
    }
  }

  private static void checkPassword(String password) {
    int shortest = Administration.SHORTEST_PASSWORD;
    if (password.length() < shortest || password.length() > LONGEST_PASSWORD) {
      throw new AdministrationException(
          Reason.INVALID,
          "A password has %d to %d characters".formatted(shortest, LONGEST_PASSWORD));
    }
  }

  private static AdministrationException noUser(String name) {
    return new AdministrationException(
        Reason.NOT_FOUND, "There is no user '%s'; names compare exactly".formatted(name));
  }
}
