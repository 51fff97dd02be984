package org.messagingagent.server.auth;

import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Hashes and checks passwords: argon2id with 19 MiB, two passes, one lane, as PHC strings (OWASP
 * password storage cheat sheet). A hash keeps a core busy for tens of milliseconds, so only so many
 * run at a time and only so many wait. Safe for use by many threads.
 */
public final class Passwords {

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int ITERATIONS = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;

  private static final Argon2id COSTS = new Argon2id(MEMORY_KIB, ITERATIONS, LANES, HASH_BYTES);

  private final SecureRandom random = new SecureRandom();
  private final Semaphore turns;
  private final int waitingLimit;

  public Passwords(AuthConfig config) {
    this.turns = new Semaphore(config.concurrentHashes(), true);
    this.waitingLimit = config.waitingHashes();
  }

  /**
   * The hash of a password, with a salt of its own, as a PHC string.
   *
   * @throws TooManyLogOnsException where too many wait already
   */
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return inTurn(() -> PasswordHash.of(password, COSTS, salt).toString());
  }

  /**
   * Whether this is the password of that hash, compared in constant time.
   *
   * @throws TooManyLogOnsException where too many wait already
   * @throws IllegalArgumentException where the hash is none
   */
  public boolean matches(String password, String hash) {
    PasswordHash kept = PasswordHash.parse(hash);
    return inTurn(() -> kept.matches(password));
  }

  private <T> T inTurn(Supplier<T> work) {
    if (turns.getQueueLength() >= waitingLimit && turns.availablePermits() == 0) {
      throw new TooManyLogOnsException(waitingLimit);
    }
    turns.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
