package org.messagingagent.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as it is kept: the costs of argon2id, the salt and the tag, written as a PHC string.
 */
record PasswordHash(Argon2id costs, byte[] salt, byte[] tag) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,172})");
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  static PasswordHash of(String password, Argon2id costs, byte[] salt) {
    return new PasswordHash(costs, salt, costs.tag(password.getBytes(UTF_8), salt));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException where it is none
   */
  static PasswordHash parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "A password is not kept as an argon2id hash of version 19");
    }
    byte[] tag = Base64.getDecoder().decode(parts.group(5));
    Argon2id costs = new Argon2id(number(parts, 1), number(parts, 2), number(parts, 3), tag.length);
    return new PasswordHash(costs, Base64.getDecoder().decode(parts.group(4)), tag);
  }

  /** Whether this is the password, compared in constant time. */
  boolean matches(String password) {
    return MessageDigest.isEqual(tag, costs.tag(password.getBytes(UTF_8), salt));
  }

  @Override
  public String toString() {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            costs.memoryKib(),
            costs.passes(),
            costs.lanes(),
            ENCODER.encodeToString(salt),
            ENCODER.encodeToString(tag));
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }
}
