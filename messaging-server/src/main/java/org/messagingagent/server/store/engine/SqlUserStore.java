package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.UserStore;

/** The users. */
public final class SqlUserStore implements UserStore {

  private static final String FIND =
      "SELECT name, password_hash, created_at FROM user_account WHERE name = ?";
  private static final String LIST =
      "SELECT name, password_hash, created_at FROM user_account ORDER BY name";

  private final Readers readers;
  private final GroupCommit commits;

  public SqlUserStore(Readers readers, GroupCommit commits) {
    this.readers = readers;
    this.commits = commits;
  }

  @Override
  public Optional<User> find(String name) {
    return readers.read(
        statements -> {
          PreparedStatement find = statements.prepare(FIND);
          find.setString(1, name);
          try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(user(row)) : Optional.empty();
          }
        });
  }

  @Override
  public List<User> list() {
    return readers.read(
        statements -> {
          List<User> users = new ArrayList<>();
          try (ResultSet row = statements.prepare(LIST).executeQuery()) {
            while (row.next()) {
              users.add(user(row));
            }
          }
          return List.copyOf(users);
        });
  }

  @Override
  public CompletionStage<Boolean> add(User user) {
    return commits.submit(new WriteCommand.AddUser(user));
  }

  @Override
  public CompletionStage<Boolean> remove(String name) {
    return commits.submit(new WriteCommand.RemoveUser(name));
  }

  @Override
  public CompletionStage<Boolean> changePassword(String name, String passwordHash) {
    return commits.submit(new WriteCommand.ChangePassword(name, passwordHash));
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)));
  }
}
