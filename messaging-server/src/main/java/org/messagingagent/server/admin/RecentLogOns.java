package org.messagingagent.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who has just logged on, so that a command of many requests does not have its password hashed for
 * each. Holds no password, only what one was turned into with a key that this process alone has,
 * and that for a few seconds. Safe for use by many threads.
 */
final class RecentLogOns {

  private static final long REMEMBERED_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MOST = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final LongSupplier nanoTime;
  private final Map<ByteBuffer, Long> until = new HashMap<>();

  RecentLogOns(LongSupplier nanoTime) {
    byte[] bits = new byte[32];
    new SecureRandom().nextBytes(bits);
    this.key = new SecretKeySpec(bits, ALGORITHM);
    this.nanoTime = nanoTime;
  }

  synchronized boolean knows(String name, String password) {
    Long end = until.get(mark(name, password));
    return end != null && end - nanoTime.getAsLong() > 0;
  }

  synchronized void add(String name, String password) {
    long now = nanoTime.getAsLong();
    until.values().removeIf(end -> end - now <= 0);
    if (until.size() < MOST) {
      until.put(mark(name, password), now + REMEMBERED_NANOS);
    }
  }

  private ByteBuffer mark(String name, String password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] nameBytes = name.getBytes(UTF_8);
      mac.update(ByteBuffer.allocate(4).putInt(nameBytes.length).flip());
      mac.update(nameBytes);
      return ByteBuffer.wrap(mac.doFinal(password.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
