package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserStore.User;

/** Writes to the tables of users and tickets. For the writer thread alone. */
public final class Accounts {

  private static final String ADD_USER =
      "INSERT INTO user_account (name, password_hash, created_at) VALUES (?, ?, ?)"
          + " ON CONFLICT (name) DO NOTHING";
  private static final String REMOVE_USER = "DELETE FROM user_account WHERE name = ?";
  private static final String CHANGE_PASSWORD =
      "UPDATE user_account SET password_hash = ? WHERE name = ?";
  private static final String HAS_USER = "SELECT 1 FROM user_account WHERE name = ?";
  private static final String REMOVE_TICKETS = "DELETE FROM ticket WHERE user_name = ?";
  private static final String ADD_TICKET =
      "INSERT INTO ticket (hash, user_name, created_at, expires_at) VALUES (?, ?, ?, ?)";
  private static final String REMOVE_TICKETS_OVER =
      "DELETE FROM ticket WHERE hash IN (SELECT hash FROM ticket WHERE user_name = ?"
          + " ORDER BY expires_at DESC, hash%s)";
  private static final String EXTEND_TICKET = "UPDATE ticket SET expires_at = ? WHERE hash = ?";

  private final WriteContext context;
  private final Dialect dialect;

  public Accounts(WriteContext context, Dialect dialect) {
    this.context = context;
    this.dialect = dialect;
  }

  public boolean addUser(User user) throws SQLException {
    PreparedStatement add = prepare(ADD_USER);
    add.setString(1, user.name());
    add.setString(2, user.passwordHash());
    add.setLong(3, user.createdAt().toEpochMilli());
    return add.executeUpdate() == 1;
  }

  public boolean removeUser(String name) throws SQLException {
    PreparedStatement remove = prepare(REMOVE_USER);
    remove.setString(1, name);
    boolean removed = remove.executeUpdate() == 1;
    removeTickets(name);
    return removed;
  }

  public boolean changePassword(WriteCommand.ChangePassword command) throws SQLException {
    PreparedStatement change = prepare(CHANGE_PASSWORD);
    change.setString(1, command.passwordHash());
    change.setString(2, command.name());
    boolean changed = change.executeUpdate() == 1;
    removeTickets(command.name());
    return changed;
  }

  public boolean addTicket(WriteCommand.AddTicket command) throws SQLException {
    Ticket ticket = command.ticket();
    PreparedStatement hasUser = prepare(HAS_USER + dialect.forShare());
    hasUser.setString(1, ticket.user());
    try (ResultSet row = hasUser.executeQuery()) {
      if (!row.next()) {
        return false;
      }
    }
    PreparedStatement add = prepare(ADD_TICKET);
    add.setBytes(1, ticket.hash());
    add.setString(2, ticket.user());
    add.setLong(3, ticket.createdAt().toEpochMilli());
    add.setLong(4, ticket.expiresAt().toEpochMilli());
    add.executeUpdate();
    PreparedStatement removeOver = prepare(REMOVE_TICKETS_OVER.formatted(dialect.offset()));
    removeOver.setString(1, ticket.user());
    removeOver.setInt(2, command.maxPerUser());
    removeOver.executeUpdate();
    return true;
  }

  public boolean extendTicket(WriteCommand.ExtendTicket command) throws SQLException {
    PreparedStatement extend = prepare(EXTEND_TICKET);
    extend.setLong(1, command.expiresAt().toEpochMilli());
    extend.setBytes(2, command.hash());
    return extend.executeUpdate() == 1;
  }

  public int purgeTickets(WriteCommand.PurgeTickets command) throws SQLException {
    PreparedStatement purge =
        prepare(
            "DELETE FROM ticket WHERE "
                + dialect.some(
                    "ticket", "hash", "ticket_expiry", "expires_at < ? ORDER BY expires_at"));
    purge.setLong(1, command.expiredBefore().toEpochMilli());
    purge.setInt(2, command.limit());
    return purge.executeUpdate();
  }

  /** After the user's row was written: whoever adds a ticket looks at that row first, and waits. */
  private void removeTickets(String user) throws SQLException {
    PreparedStatement remove = prepare(REMOVE_TICKETS);
    remove.setString(1, user);
    remove.executeUpdate();
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return context.statements().prepare(sql);
  }
}
