package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.engine.WriteCommand;

/** Writes to the tables of users and tickets. For the writer thread alone. */
final class SqliteAccounts {

  private static final String ADD_USER =
      "INSERT INTO user_account (name, password_hash, created_at, roles) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (name) DO NOTHING";
  private static final String REMOVE_USER = "DELETE FROM user_account WHERE name = ?";
  private static final String CHANGE_PASSWORD =
      "UPDATE user_account SET password_hash = ? WHERE name = ?";
  private static final String CHANGE_ROLES = "UPDATE user_account SET roles = ? WHERE name = ?";
  private static final String HAS_USER = "SELECT 1 FROM user_account WHERE name = ?";
  private static final String REMOVE_TICKETS = "DELETE FROM ticket WHERE user_name = ?";
  private static final String ADD_TICKET =
      "INSERT INTO ticket (hash, user_name, created_at, expires_at) VALUES (?, ?, ?, ?)";
  private static final String REMOVE_TICKETS_OVER =
      "DELETE FROM ticket WHERE hash IN (SELECT hash FROM ticket WHERE user_name = ?"
          + " ORDER BY expires_at DESC, hash LIMIT -1 OFFSET ?)";
  private static final String EXTEND_TICKET = "UPDATE ticket SET expires_at = ? WHERE hash = ?";
  private static final String PURGE_TICKETS =
      "DELETE FROM ticket WHERE hash IN (SELECT hash FROM ticket WHERE expires_at < ?"
          + " ORDER BY expires_at LIMIT ?)";

  private final SqliteWriter writer;

  SqliteAccounts(SqliteWriter writer) {
    this.writer = writer;
  }

  boolean addUser(User user) throws SQLException {
    PreparedStatement add = prepare(ADD_USER);
    add.setString(1, user.name());
    add.setString(2, user.passwordHash());
    add.setLong(3, user.createdAt().toEpochMilli());
    add.setInt(4, UserRole.bits(user.roles()));
    return add.executeUpdate() == 1;
  }

  boolean removeUser(String name) throws SQLException {
    removeTickets(name);
    PreparedStatement remove = prepare(REMOVE_USER);
    remove.setString(1, name);
    return remove.executeUpdate() == 1;
  }

  boolean changePassword(WriteCommand.ChangePassword command) throws SQLException {
    PreparedStatement change = prepare(CHANGE_PASSWORD);
    change.setString(1, command.passwordHash());
    change.setString(2, command.name());
    removeTickets(command.name());
    return change.executeUpdate() == 1;
  }

  boolean changeRoles(WriteCommand.ChangeRoles command) throws SQLException {
    PreparedStatement change = prepare(CHANGE_ROLES);
    change.setInt(1, UserRole.bits(command.roles()));
    change.setString(2, command.name());
    if (!command.roles().contains(UserRole.CALLER)) {
      removeTickets(command.name());
    }
    return change.executeUpdate() == 1;
  }

  boolean addTicket(WriteCommand.AddTicket command) throws SQLException {
    Ticket ticket = command.ticket();
    PreparedStatement hasUser = prepare(HAS_USER);
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
    PreparedStatement removeOver = prepare(REMOVE_TICKETS_OVER);
    removeOver.setString(1, ticket.user());
    removeOver.setInt(2, command.maxPerUser());
    removeOver.executeUpdate();
    return true;
  }

  boolean extendTicket(WriteCommand.ExtendTicket command) throws SQLException {
    PreparedStatement extend = prepare(EXTEND_TICKET);
    extend.setLong(1, command.expiresAt().toEpochMilli());
    extend.setBytes(2, command.hash());
    return extend.executeUpdate() == 1;
  }

  int purgeTickets(WriteCommand.PurgeTickets command) throws SQLException {
    PreparedStatement purge = prepare(PURGE_TICKETS);
    purge.setLong(1, command.expiredBefore().toEpochMilli());
    purge.setInt(2, command.limit());
    return purge.executeUpdate();
  }

  private void removeTickets(String user) throws SQLException {
    PreparedStatement remove = prepare(REMOVE_TICKETS);
    remove.setString(1, user);
    remove.executeUpdate();
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return writer.statements().prepare(sql);
  }
}
