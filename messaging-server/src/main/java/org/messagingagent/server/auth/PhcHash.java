package org.messagingagent.server.auth;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hash of a password as it is written: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * @param function with which it was made
 */
record PhcHash(Argon2id function, byte[] salt, byte[] hash) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{1,128})\\$([A-Za-z0-9+/]{6,128})");

  /** Empty where the text is none. */
  static Optional<PhcHash> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      Argon2id function =
          new Argon2id(
              Integer.parseInt(parts.group(1)),
              Integer.parseInt(parts.group(2)),
              Integer.parseInt(parts.group(3)));
      Base64.Decoder decoder = Base64.getDecoder();
      return Optional.of(
          new PhcHash(function, decoder.decode(parts.group(4)), decoder.decode(parts.group(5))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static PhcHash of(Argon2id function, byte[] password, byte[] salt, int bytes) {
    return new PhcHash(function, salt, function.hash(password, salt, bytes));
  }

  /** Whether this is the hash of that password; compared in constant time. */
  boolean isOf(byte[] password) {
    return MessageDigest.isEqual(hash, function.hash(password, salt, hash.length));
  }

  /** As it is written. */
  @Override
  public String toString() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            function.memoryKib(),
            function.passes(),
            function.lanes(),
            encoder.encodeToString(salt),
            encoder.encodeToString(hash));
  }
}
