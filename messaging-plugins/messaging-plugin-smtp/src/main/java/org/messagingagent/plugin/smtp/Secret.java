package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.messagingagent.spi.KeyValueStore;

/**
 * Seals what goes out with a mail and comes back with its answer, so that nobody else can make it
 * up. The key is the same on all nodes and stays over restarts. Safe for use by many threads.
 */
final class Secret {

  private static final String STORED_AS = "key";
  private static final Duration LONG = Duration.ofDays(36_500);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int SEAL_BYTES = 12;

  private final KeyValueStore store;
  private volatile Optional<byte[]> key = Optional.empty();

  Secret(KeyValueStore store) {
    this.store = store;
  }

  /**
   * The seal of a text: 16 characters that may be in an address.
   *
   * @throws org.messagingagent.spi.SubmissionException where the store does not answer
   */
  String seal(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(), ALGORITHM));
      byte[] sum = mac.doFinal(text.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, SEAL_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK lacks " + ALGORITHM, e);
    }
  }

  /** Whether a seal is that of the text. */
  boolean isSealOf(String text, String seal) {
    return MessageDigest.isEqual(seal(text).getBytes(US_ASCII), seal.getBytes(UTF_8));
  }

  private byte[] key() {
    if (key.isEmpty()) {
      key = Optional.of(Base64.getDecoder().decode(stored()));
    }
    return key.orElseThrow();
  }

  private String stored() {
    Optional<String> found = store.get(STORED_AS);
    if (found.isPresent()) {
      return found.get();
    }
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    store.putIfAbsent(STORED_AS, Base64.getEncoder().encodeToString(bytes), LONG);
    return store.get(STORED_AS).orElseThrow();
  }
}
