package org.messagingagent.server.auth;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;

/**
 * Logs users on: those of the user table, those whom the application's authenticator admits, or
 * both. An unknown user of the table costs as much time as a wrong password, so that names cannot
 * be found out by the clock. Safe for use by many threads.
 */
public final class LogOn {

  private final UserStore users;
  private final PasswordCheck check;
  private final OutsideUsers outside;
  private final Tickets tickets;
  private final Clock clock;

  /** Of a server whose users are all in its table. */
  public LogOn(UserStore users, Passwords passwords, Tickets tickets) {
    this(users, passwords, new OutsideUsers(Optional.empty(), false), tickets, Clock.systemUTC());
  }

  /**
   * @param outside those who are not in the table, or not with a password
   */
  public LogOn(
      UserStore users, Passwords passwords, OutsideUsers outside, Tickets tickets, Clock clock) {
    this.users = users;
    this.check = new PasswordCheck(users, passwords);
    this.outside = outside;
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * A ticket for the user with this password. A valid ticket as the name with an empty password is
   * given back, with its user.
   *
   * @return empty where the name or the password is wrong, or the user may not call the service
   * @throws TooManyLogOnsException where too many log-ons wait already
   * @throws AuthenticatorFailedException where the application's authenticator gives no answer
   */
  public CompletionStage<Optional<LoggedOn>> withPassword(String name, String password) {
    if (password.isEmpty()) {
      return CompletableFuture.completedFuture(
          tickets.userOf(name).map(user -> new LoggedOn(user, name)));
    }
    if (password.length() > PasswordCheck.MAX_PASSWORD_LENGTH) {
      return refused();
    }
    if (!outside.alone() && check.admits(name, password, UserRole.CALLER)) {
      return ticketFor(name);
    }
    return outside.admits(name, password) ? admitted(name) : refused();
  }

  /** One from outside, who is listed among the users so that an operator has a say in it. */
  private CompletionStage<Optional<LoggedOn>> admitted(String name) {
    Optional<User> known = users.find(name);
    if (known.isPresent()) {
      boolean somebodyElse = !outside.alone() && !PasswordCheck.isWithoutPassword(known.get());
      return somebodyElse || !known.get().has(UserRole.CALLER) ? refused() : ticketFor(name);
    }
    return users
        .add(PasswordCheck.withoutPassword(name, clock.instant()))
        .thenCompose(added -> ticketFor(name));
  }

  private CompletionStage<Optional<LoggedOn>> ticketFor(String name) {
    return tickets.issue(name).thenApply(ticket -> ticket.map(text -> new LoggedOn(name, text)));
  }

  private static CompletionStage<Optional<LoggedOn>> refused() {
    return CompletableFuture.completedFuture(Optional.empty());
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
