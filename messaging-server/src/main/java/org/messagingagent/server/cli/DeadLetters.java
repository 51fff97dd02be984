package org.messagingagent.server.cli;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.AdministrationException;

/** The dead letters of one plugin, or of all, of which there may be many. */
final class DeadLetters {

  private static final String DEAD = "dead";

  private final Administration administration;
  private final Optional<String> plugin;
  private final int pageSize;

  /**
   * @param plugin empty: of all plugins
   * @param pageSize how many are read at a time, 1 to {@link Administration#LARGEST_PAGE}
   */
  DeadLetters(Administration administration, Optional<String> plugin, int pageSize) {
    this.administration = administration;
    this.plugin = plugin;
    this.pageSize = pageSize;
  }

  /**
   * How far a change came.
   *
   * @param done how many were changed
   * @param complete false where it was interrupted, or some could not be changed
   */
  record Progress(long done, boolean complete) {}

  /** How many there are now. */
  long count() {
    return administration.counts().stream()
        .filter(count -> count.direction().equals("incoming") && count.state().equals(DEAD))
        .filter(count -> plugin.isEmpty() || plugin.get().equals(count.plugin()))
        .mapToLong(Administration.MessageCount::count)
        .sum();
  }

  /**
   * Changes one after the other, the oldest first, so that those of a session are handled again in
   * their order. Those that become dead letters meanwhile are left.
   *
   * @param done what was done to a message, in one word
   * @param err is told how far it is, and what could not be changed
   * @param interrupted asked before each message
   */
  Progress change(
      LongFunction<String> change, String done, PrintWriter err, BooleanSupplier interrupted) {
    long total = count();
    long changed = 0;
    boolean complete = true;
    long from = 0;
    Deque<Long> ends = pageEnds(interrupted);
    while (!ends.isEmpty()) {
      long end = ends.pop();
      for (long id : ids(from, end)) {
        if (interrupted.getAsBoolean()) {
          err.println("Stopped; the others are dead letters still");
          err.flush();
          return new Progress(changed, false);
        }
        try {
          change.apply(id);
          changed++;
        } catch (AdministrationException e) {
          if (e.reason() == AdministrationException.Reason.UNAVAILABLE) {
            err.println(far(changed, total, done));
            throw e;
          }
          err.println(e.getMessage());
          complete = false;
        }
      }
      if (!ends.isEmpty()) {
        err.println(far(changed, total, done));
        err.flush();
      }
      from = end;
    }
    return new Progress(changed, complete);
  }

  private static String far(long changed, long total, String done) {
    return "%d of %d %s".formatted(changed, total, done);
  }

  /**
   * The ids just above each page, the oldest page first. Only these are remembered: pages are read
   * newest first, and there may be a great many.
   */
  private Deque<Long> pageEnds(BooleanSupplier interrupted) {
    Deque<Long> ends = new ArrayDeque<>();
    List<IncomingEntry> page = page(Long.MAX_VALUE);
    while (!page.isEmpty()) {
      ends.push(page.get(0).id() + 1);
      boolean last = page.size() < pageSize || interrupted.getAsBoolean();
      page = last ? List.of() : page(page.get(pageSize - 1).id());
    }
    return ends;
  }

  /** Read anew when its turn comes: others may have changed some meanwhile. */
  private List<Long> ids(long from, long end) {
    List<Long> ids = new ArrayList<>();
    for (IncomingEntry message : page(end)) {
      if (message.id() >= from) {
        ids.add(message.id());
      }
    }
    Collections.reverse(ids);
    return ids;
  }

  private List<IncomingEntry> page(long before) {
    return administration.incoming(
        new IncomingQuery(plugin, Optional.of(DEAD), Optional.empty(), before, pageSize));
  }
}
