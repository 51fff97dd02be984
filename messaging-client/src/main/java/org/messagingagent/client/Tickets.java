package org.messagingagent.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ticket, and gets a new one when there is none or the server refused it: one at a time,
 * and what comes of it, a failure too, goes to all calls that wait for it.
 */
final class Tickets {

  private static final Logger log = LoggerFactory.getLogger(Tickets.class);

  private final Optional<Supplier<CompletableFuture<String>>> source;

  /** Null before there is one. */
  private String ticket;

  /** Null while none is being got. */
  private CompletableFuture<String> coming;

  /**
   * @param given from outside, to begin with
   * @param source begins to get another one; empty where there is no way to
   */
  Tickets(Optional<String> given, Optional<Supplier<CompletableFuture<String>>> source) {
    this.ticket = given.orElse(null);
    this.source = source;
  }

  boolean canRenew() {
    return source.isPresent();
  }

  CompletableFuture<String> current() {
    return otherThan(Optional.empty());
  }

  /** A ticket other than this one, which the server refused. */
  CompletableFuture<String> insteadOf(String refused) {
    return otherThan(Optional.of(refused));
  }

  private CompletableFuture<String> otherThan(Optional<String> refused) {
    CompletableFuture<String> mine = new CompletableFuture<>();
    synchronized (this) {
      if (ticket != null && !ticket.equals(refused.orElse(null))) {
        return CompletableFuture.completedFuture(ticket);
      }
      if (coming != null) {
        return coming;
      }
      coming = mine;
    }
    if (refused.isPresent()) {
      log.info("The server no longer takes the ticket; getting another");
    }
    begin().whenComplete((fresh, failure) -> settle(mine, fresh, failure));
    return mine;
  }

  private CompletableFuture<String> begin() {
    try {
      return source.orElseThrow().get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void settle(CompletableFuture<String> mine, String fresh, Throwable failure) {
    synchronized (this) {
      coming = null;
      if (failure == null) {
        ticket = fresh;
      }
    }
    if (failure == null) {
      mine.complete(fresh);
    } else {
      mine.completeExceptionally(MessagingClientException.from(failure));
    }
  }
}
