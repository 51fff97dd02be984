package org.messagingagent.plugin.webhook;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.messagingagent.spi.callback.HmacSignature;

/**
 * Signs as Standard Webhooks 1.0.0 says, with the symmetric scheme {@code v1}: HMAC-SHA256 of
 * {@code id.timestamp.body}, once with each secret, so that secrets can be changed without a pause.
 * Immutable, safe for use by many threads.
 */
final class Signer {

  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final int MOST_SECRETS = 5;
  private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");

  private final List<HmacSignature> signatures;

  private Signer(List<HmacSignature> signatures) {
    this.signatures = signatures;
  }

  /**
   * Reads secrets, between which there are commas or white space.
   *
   * @throws IllegalArgumentException says what is wrong, in words that follow the setting's name,
   *     without the secrets
   */
  static Signer of(String secrets) {
    String[] all = BETWEEN.split(requireNonNull(secrets, "secrets is null").trim());
    if (all.length > MOST_SECRETS) {
      throw new IllegalArgumentException(
          "must be at most %d secrets, are %d".formatted(MOST_SECRETS, all.length));
    }
    return new Signer(Arrays.stream(all).map(Signer::key).map(HmacSignature::sha256).toList());
  }

  /** What is wrong with secrets, in words that follow the setting's name. */
  static Optional<String> problem(String secrets) {
    try {
      of(secrets);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * The value of the header {@code webhook-signature}.
   *
   * @param id holds no full stop
   * @param at when the attempt is made; its whole seconds count
   */
  String sign(String id, Instant at, byte[] body) {
    byte[] head = "%s.%d.".formatted(id, at.getEpochSecond()).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream signed = new ByteArrayOutputStream(head.length + body.length);
    signed.writeBytes(head);
    signed.writeBytes(body);
    byte[] content = signed.toByteArray();
    return signatures.stream()
        .map(signature -> "v1," + Base64.getEncoder().encodeToString(signature.sign(content)))
        .collect(joining(" "));
  }

  private static byte[] key(String secret) {
    byte[] key =
        secret.startsWith(PREFIX) ? decoded(secret.substring(PREFIX.length())) : new byte[0];
    if (key.length < SHORTEST || key.length > LONGEST) {
      throw new IllegalArgumentException(
          "must be %s and the Base64 of %d to %d bytes; several secrets have a space between them"
              .formatted(PREFIX, SHORTEST, LONGEST));
    }
    return key;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
