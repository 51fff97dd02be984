package org.messagingagent.server.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;

/**
 * Logs users on. An unknown user costs as much time as a wrong password, so that names cannot be
 * found out by the clock. Safe for use by many threads.
 */
public final class LogOn {

  /** As costly to check as any user's, and of no password that is known. */
  private static final String NOBODYS_HASH =
      "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

  /** Longer ones are refused unread: hashing must not be made to work on megabytes. */
  static final int MAX_PASSWORD_LENGTH = 1_024;

  private final UserStore users;
  private final Passwords passwords;
  private final Tickets tickets;

  public LogOn(UserStore users, Passwords passwords, Tickets tickets) {
    this.users = users;
    this.passwords = passwords;
    this.tickets = tickets;
  }

  /**
   * A ticket for the user with this password. A valid ticket as the name with an empty password is
   * given back, with its user.
   *
   * @return empty where the name or the password is wrong
   * @throws TooManyLogOnsException where too many log-ons wait already
   */
  public CompletionStage<Optional<LoggedOn>> withPassword(String name, String password) {
    if (password.isEmpty()) {
      return CompletableFuture.completedFuture(
          tickets.userOf(name).map(user -> new LoggedOn(user, name)));
    }
    if (password.length() > MAX_PASSWORD_LENGTH) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Optional<User> user = users.find(name);
    boolean matches =
        passwords.matches(password, user.map(User::passwordHash).orElse(NOBODYS_HASH));
    if (user.isEmpty() || !matches) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return tickets.issue(name).thenApply(ticket -> ticket.map(text -> new LoggedOn(name, text)));
  }

  /** Who logged on, and the ticket to call with. */
  public record LoggedOn(String user, String ticket) {

    /** Hides the ticket. */
    @Override
    public String toString() {
      return "LoggedOn[" + user + "]";
    }
  }
}
