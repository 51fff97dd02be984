package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted.Noted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the writer take note of what the host's transactions stored: of what an earlier process left,
 * and soon after each commit, but not too often. For the listening thread alone, but for {@link
 * #onAccepted}.
 */
final class PgHostNews {

  private static final Logger log = LoggerFactory.getLogger(PgHostNews.class);
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MOST = 5_000;

  private final GroupCommit commits;
  private volatile ObjLongConsumer<String> listener = (plugin, messages) -> {};

  /** Whether there may be something to take note of; others than the listening thread set it. */
  private volatile boolean due;

  private long last = System.nanoTime() - APART_NANOS;

  PgHostNews(GroupCommit commits) {
    this.commits = commits;
  }

  void onAccepted(ObjLongConsumer<String> newListener) {
    listener = newListener;
  }

  /** Looks whether there is something to take note of that was not heard of. */
  void look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PgHostNotes.ANY)) {
      if (row.next()) {
        due = true;
      }
    }
  }

  /** A transaction of a host has committed. */
  void heard() {
    due = true;
  }

  /**
   * Does it, where it is time.
   *
   * @return in how many milliseconds it is time; {@code otherwise}, where there is nothing to do
   */
  int lookAfter(int otherwise) {
    long wait = last + APART_NANOS - System.nanoTime();
    if (due && wait <= 0) {
      due = false;
      last = System.nanoTime();
      note();
    }
    return due ? (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, wait)) + 1 : otherwise;
  }

  private void note() {
    commits.submit(new NoteAccepted(Instant.now(), MOST)).whenComplete(this::noted);
  }

  private void noted(Noted noted, Throwable failure) {
    if (failure != null) {
      log.debug("What hosts' transactions stored was not noted; it is with the next", failure);
      due = true;
      return;
    }
    if (noted.mayBeMore()) {
      note(); // now: the listening thread may wait for news meanwhile
    }
    noted.accepted().forEach(listener::accept);
  }
}
