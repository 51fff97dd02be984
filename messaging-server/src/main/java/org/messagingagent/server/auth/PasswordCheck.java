package org.messagingagent.server.auth;

import java.time.Instant;
import java.util.Optional;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;

/**
 * Checks names with passwords. An unknown user costs as much time as a wrong password, so that
 * names cannot be found out by the clock. Safe for use by many threads.
 */
public final class PasswordCheck {

  /** As costly to check as any user's, and of no password that is known. */
  private static final String NOBODYS_HASH =
      "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

  /** Longer ones are refused unread: hashing must not be made to work on megabytes. */
  static final int MAX_PASSWORD_LENGTH = 1_024;

  private final UserStore users;
  private final Passwords passwords;

  public PasswordCheck(UserStore users, Passwords passwords) {
    this.users = users;
    this.passwords = passwords;
  }

  /**
   * Whether there is a user of this name with this password and this role.
   *
   * @throws TooManyLogOnsException where too many are being checked already
   */
  public boolean admits(String name, String password, UserRole role) {
    if (password.length() > MAX_PASSWORD_LENGTH) {
      return false;
    }
    Optional<User> user = users.find(name);
    boolean matches =
        passwords.matches(password, user.map(User::passwordHash).orElse(NOBODYS_HASH));
    return matches && user.isPresent() && user.get().has(role);
  }

  /** A caller whom no password of ours admits. */
  static User withoutPassword(String name, Instant now) {
    return new User(name, NOBODYS_HASH, now);
  }

  static boolean isWithoutPassword(User user) {
    return user.passwordHash().equals(NOBODYS_HASH);
  }
}
