package org.messagingagent.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.server.store.TicketStore;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives and checks tickets (contract, "Tickets and tokens"): {@code 7T:} and 256 random bits, kept
 * only as SHA-256. A ticket is valid for its lifetime after its last use; the stored expiry lies a
 * little further ahead, so that not every use is a write. A check is remembered for at most five
 * seconds, so a revocation holds everywhere by then. Safe for use by many threads.
 */
public final class Tickets {

  /** What every ticket begins with; a user name that begins so is a secret. */
  public static final String PREFIX = "7T:";

  private static final Logger log = LoggerFactory.getLogger(Tickets.class);
  private static final Duration REMEMBERED = Duration.ofSeconds(5);
  private static final Duration EXTRA = Duration.ofMinutes(10);
  private static final int RANDOM_BYTES = 32;
  private static final int MAX_LENGTH = 100;
  private static final int MAX_REMEMBERED = 50_000;

  private final TicketStore store;
  private final AuthConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<ByteBuffer, Checked> remembered = new ConcurrentHashMap<>();

  public Tickets(TicketStore store, AuthConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /**
   * A new ticket for a user, on disk when the stage completes; empty where the user does not exist
   * any more.
   */
  public CompletionStage<Optional<String>> issue(String user) {
    byte[] bits = new byte[RANDOM_BYTES];
    random.nextBytes(bits);
    String ticket = PREFIX + Base64.getEncoder().encodeToString(bits);
    Instant now = clock.instant();
    return store
        .add(new Ticket(sha256(ticket), user, now, expiryOf(now)), config.maxTicketsPerUser())
        .thenApply(added -> added ? Optional.of(ticket) : Optional.empty());
  }

  /**
   * The user of a valid ticket, whose life begins anew; empty for any other text. Where the clock
   * was set back since, its life is cut to what it would be now.
   */
  public Optional<String> userOf(String ticket) {
    if (!ticket.startsWith(PREFIX) || ticket.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    byte[] hash = sha256(ticket);
    ByteBuffer key = ByteBuffer.wrap(hash);
    Instant now = clock.instant();
    Checked checked = remembered.get(key);
    if (checked == null || !checked.holdsAt(now)) {
      Optional<Ticket> found = store.find(hash);
      if (found.isEmpty() || !found.get().expiresAt().isAfter(now)) {
        remembered.remove(key);
        return Optional.empty();
      }
      checked = new Checked(found.get().user(), now, extended(found.get(), now));
      remember(key, checked);
    }
    return Optional.of(checked.user);
  }

  /**
   * Forgets what was remembered of this user's tickets: a revocation on this node holds at once.
   */
  public void forget(String user) {
    remembered.values().removeIf(checked -> checked.user.equals(user));
  }

  private Instant extended(Ticket ticket, Instant now) {
    Instant expiry = expiryOf(now);
    boolean longEnough =
        !ticket.expiresAt().isBefore(now.plus(config.ticketLifetime()).plus(REMEMBERED));
    boolean setByAClockAhead = ticket.expiresAt().isAfter(expiry.plus(EXTRA));
    if (longEnough && !setByAClockAhead) {
      return ticket.expiresAt();
    }
    store
        .extend(ticket.hash(), expiry)
        .whenComplete(
            (extended, failure) -> {
              if (failure != null) {
                log.warn(
                    "A ticket of user {} could not be extended: {}",
                    ticket.user(),
                    failure.getMessage());
              }
            });
    return expiry;
  }

  private Instant expiryOf(Instant now) {
    return now.plus(config.ticketLifetime()).plus(EXTRA);
  }

  private void remember(ByteBuffer key, Checked checked) {
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.values().removeIf(old -> !old.holdsAt(checked.at));
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
    }
    remembered.put(key, checked);
  }

  private static byte[] sha256(String ticket) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private record Checked(String user, Instant at, Instant expiresAt) {

    boolean holdsAt(Instant now) {
      return now.isBefore(at.plus(REMEMBERED)) && !now.isBefore(at) && now.isBefore(expiresAt);
    }
  }
}
