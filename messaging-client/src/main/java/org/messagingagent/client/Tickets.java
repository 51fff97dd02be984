package org.messagingagent.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ticket, and gets a new one when there is none or the server refused it: one log-on at a
 * time, whose result, a failure too, goes to all threads that wait for it.
 */
final class Tickets {

  private static final Logger log = LoggerFactory.getLogger(Tickets.class);

  private final Optional<Function<Deadline, String>> logOn;
  private final Object lock = new Object();
  private String ticket;
  private CompletableFuture<String> running;

  private Tickets(Optional<Function<Deadline, String>> logOn, String ticket) {
    this.logOn = logOn;
    this.ticket = ticket;
  }

  /** A ticket from outside, which cannot be renewed. */
  static Tickets given(String ticket) {
    return new Tickets(Optional.empty(), ticket);
  }

  /** Tickets by log-on. */
  static Tickets by(Function<Deadline, String> logOn) {
    return new Tickets(Optional.of(logOn), null);
  }

  boolean canRenew() {
    return logOn.isPresent();
  }

  String current(Deadline deadline) {
    return other("", deadline);
  }

  /** A ticket other than this one, which the server refused. */
  String renewed(String refused, Deadline deadline) {
    return other(refused, deadline);
  }

  private String other(String refused, Deadline deadline) {
    CompletableFuture<String> mine = new CompletableFuture<>();
    CompletableFuture<String> others;
    synchronized (lock) {
      if (ticket != null && !ticket.equals(refused)) {
        return ticket;
      }
      others = running;
      if (others == null) {
        running = mine;
      }
    }
    if (others != null) {
      return await(others, deadline.left());
    }
    if (!refused.isEmpty()) {
      log.info("The server no longer takes the ticket; logging on again");
    }
    return logOn(mine, deadline);
  }

  private String logOn(CompletableFuture<String> result, Deadline deadline) {
    try {
      String fresh = logOn.orElseThrow().apply(deadline);
      synchronized (lock) {
        ticket = fresh;
        running = null;
      }
      result.complete(fresh);
      return fresh;
    } catch (RuntimeException | Error e) {
      synchronized (lock) {
        running = null;
      }
      result.completeExceptionally(e);
      throw e;
    }
  }

  private static String await(CompletableFuture<String> result, Duration atMost) {
    try {
      return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MessagingClientException failure) {
        throw failure;
      }
      throw new IllegalStateException("The log-on failed", e.getCause());
    } catch (TimeoutException e) {
      throw new TryLaterException("The log-on took too long; try again", e, Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryLaterException("Interrupted while logging on", e, Optional.empty());
    }
  }
}
