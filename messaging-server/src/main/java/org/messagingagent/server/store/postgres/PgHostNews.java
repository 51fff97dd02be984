package org.messagingagent.server.store.postgres;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the writer take note of what the host's transactions stored: once at first, for what an
 * earlier process left, then soon after each commit, and not too often. For the listening thread
 * alone, but for {@link #onAccepted}.
 */
final class PgHostNews {

  private static final Logger log = LoggerFactory.getLogger(PgHostNews.class);
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MOST = 5_000;

  private final GroupCommit commits;
  private volatile ObjLongConsumer<String> listener = (plugin, messages) -> {};

  /** Whether there may be something to take note of; others than the listening thread set it. */
  private volatile boolean due = true;

  private long last = System.nanoTime() - APART_NANOS;

  PgHostNews(GroupCommit commits) {
    this.commits = commits;
  }

  void onAccepted(ObjLongConsumer<String> newListener) {
    listener = newListener;
  }

  /** A transaction of a host has committed, or may have without a word. */
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
      commits.submit(new NoteAccepted(Instant.now(), MOST)).whenComplete(this::noted);
    }
    return due ? (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, wait)) + 1 : otherwise;
  }

  private void noted(Map<String, Long> accepted, Throwable failure) {
    if (failure != null) {
      log.debug("What hosts' transactions stored was not noted; it is with the next", failure);
      due = true;
      return;
    }
    accepted.forEach(listener::accept);
    if (accepted.values().stream().mapToLong(Long::longValue).sum() >= MOST) {
      due = true; // there may be more
    }
  }
}
