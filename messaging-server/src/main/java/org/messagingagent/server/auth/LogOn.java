package org.messagingagent.server.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;

/**
 * Logs users on. An unknown user costs as much time as a wrong password, so that names cannot be
 * found out by the clock. Safe for use by many threads.
 */
public final class LogOn {

  private final PasswordCheck check;
  private final Tickets tickets;

  public LogOn(UserStore users, Passwords passwords, Tickets tickets) {
    this.check = new PasswordCheck(users, passwords);
    this.tickets = tickets;
  }

  /**
   * A ticket for the user with this password. A valid ticket as the name with an empty password is
   * given back, with its user.
   *
   * @return empty where the name or the password is wrong, or the user may not call the service
   * @throws TooManyLogOnsException where too many log-ons wait already
   */
  public CompletionStage<Optional<LoggedOn>> withPassword(String name, String password) {
    if (password.isEmpty()) {
      return CompletableFuture.completedFuture(
          tickets.userOf(name).map(user -> new LoggedOn(user, name)));
    }
    if (!check.admits(name, password, UserRole.CALLER)) {
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
