package org.messagingagent.server;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.messagingagent.server.store.ValueStore;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether what is old by the clock may be deleted. A clock that leaps forward, by a mistake of
 * a person or a machine, would make everything old at once; so after a leap nothing is deleted
 * until the clock has stayed there for a day. What the clock said last is kept in the store, so a
 * leap while the server was stopped is noticed too.
 */
final class ClockGuard {

  /** More than the time that has passed; so much is a leap. */
  static final Duration LEAP = Duration.ofHours(1);

  /** While the server is stopped time passes, and nobody knows how much. */
  static final Duration LEAP_WHILE_STOPPED = Duration.ofDays(1);

  /** How long a clock has to go on after a leap to be believed. */
  static final Duration HOLD = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(ClockGuard.class);

  /** No plugin's name has a slash, so these values are the server's own. */
  private static final String OWNER = "server/clock";

  private static final String BELIEVED = "believed";
  private static final String LEAPT = "leapt";
  private static final Duration KEPT_EVERY = Duration.ofHours(1);

  private final ValueStore kept;
  private final LongSupplier nanos;
  private boolean started;
  private Duration leap = LEAP_WHILE_STOPPED;
  private Optional<Instant> believed = Optional.empty();
  private Optional<Instant> leapt = Optional.empty();
  private Optional<Instant> written = Optional.empty();
  private long lookedAt;

  /**
   * @param nanos as {@link System#nanoTime}
   */
  ClockGuard(ValueStore kept, LongSupplier nanos) {
    this.kept = kept;
    this.nanos = nanos;
  }

  /** Whether the clock is believed now. To be asked by one thread, before each deleting. */
  boolean believes(Instant now) {
    start(now);
    long passed = nanos.getAsLong() - lookedAt;
    lookedAt += passed;
    Instant expected = believed.map(time -> time.plusNanos(passed)).orElse(now);
    if (!now.isAfter(expected.plus(leap))) {
      forget("The clock is where it was expected again; what has been kept long enough is deleted");
      believe(now);
      return true;
    }
    if (leapt.isEmpty()) {
      log.warn(
          "The clock is {} ahead of what was expected; nothing is deleted until it has stayed so for"
              + " {} h. Set it right where it is wrong",
          inWords(Duration.between(expected, now)),
          HOLD.toHours());
      leapt = Optional.of(now);
      put(LEAPT, now, now);
    }
    if (!now.isBefore(leapt.get().plus(HOLD))) {
      forget("The clock has gone on after its leap for so long that it is believed");
      believe(now);
      return true;
    }
    believed = Optional.of(expected);
    return false;
  }

  private void start(Instant now) {
    if (started) {
      return;
    }
    believed = get(BELIEVED, now);
    leapt = get(LEAPT, now);
    lookedAt = nanos.getAsLong();
    started = true;
  }

  private void believe(Instant now) {
    believed = Optional.of(now);
    leap = LEAP;
    boolean due =
        written
            .map(last -> now.isBefore(last) || !now.isBefore(last.plus(KEPT_EVERY)))
            .orElse(true);
    if (due) {
      put(BELIEVED, now, now);
      written = Optional.of(now);
    }
  }

  private void forget(String message) {
    if (leapt.isPresent()) {
      log.info(message);
      leapt = Optional.empty();
      await(kept.remove(OWNER, LEAPT, new Condition.Always(), Instant.EPOCH));
    }
  }

  private Optional<Instant> get(String key, Instant now) {
    try {
      return kept.get(OWNER, key, now).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void put(String key, Instant value, Instant now) {
    CompletionStage<PutResult> put =
        kept.put(OWNER, key, value.toString(), Optional.empty(), new Condition.Always(), now);
    await(put);
  }

  private static void await(CompletionStage<?> stage) {
    stage.toCompletableFuture().join();
  }

  private static String inWords(Duration time) {
    return time.toDays() >= 2 ? time.toDays() + " days" : time.toHours() + " h";
  }
}
