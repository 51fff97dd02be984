package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks that a request was signed with a shared secret (HMAC, RFC 2104). Comparing takes the same
 * time wherever the signatures differ. Immutable, safe for use by many threads.
 *
 * <pre>{@code
 * HmacSignature signature = HmacSignature.sha256(secret);
 * if (!signature.matches(request.body(), request.header("X-Signature"))) {
 *   return CallbackResponse.unauthorized();
 * }
 * }</pre>
 */
public final class HmacSignature {

  private static final int LONGEST_LABEL = 9;

  private final String algorithm;
  private final SecretKeySpec key;

  private HmacSignature(String algorithm, byte[] secret) {
    if (requireNonNull(secret, "secret is null").length == 0) {
      throw new IllegalArgumentException("secret must not be empty");
    }
    this.algorithm = algorithm;
    this.key = new SecretKeySpec(secret, algorithm);
  }

  /** HMAC-SHA-256 with a secret text, in UTF-8. */
  public static HmacSignature sha256(String secret) {
    return sha256(requireNonNull(secret, "secret is null").getBytes(StandardCharsets.UTF_8));
  }

  /** HMAC-SHA-256 with secret bytes. */
  public static HmacSignature sha256(byte[] secret) {
    return new HmacSignature("HmacSHA256", secret);
  }

  /** HMAC-SHA-512 with secret bytes. */
  public static HmacSignature sha512(byte[] secret) {
    return new HmacSignature("HmacSHA512", secret);
  }

  /** HMAC-SHA-1 with secret bytes, for gateways that have nothing better. */
  public static HmacSignature sha1(byte[] secret) {
    return new HmacSignature("HmacSHA1", secret);
  }

  /** The signature of these bytes. */
  public byte[] sign(byte[] signed) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key);
      return mac.doFinal(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is not available", e);
    }
  }

  /**
   * Whether a header holds the signature of these bytes: in hexadecimal or Base64, the latter in
   * either alphabet and with or without padding; alone or after a label as in {@code sha256=…}.
   * False where there is none.
   */
  public boolean matches(byte[] signed, Optional<String> header) {
    byte[] right = sign(signed);
    String given = withoutLabel(header.orElse("").trim());
    // Each form is compared, so that the time does not tell which one came close.
    boolean hex = same(HexFormat.of().formatHex(right), given.toLowerCase(Locale.ROOT));
    String unpadded = withoutPadding(given);
    boolean base64 = same(Base64.getEncoder().withoutPadding().encodeToString(right), unpadded);
    boolean url = same(Base64.getUrlEncoder().withoutPadding().encodeToString(right), unpadded);
    return hex | base64 | url;
  }

  /** A label is short; the padding of Base64 is no value after one. */
  private static String withoutLabel(String given) {
    int equals = given.indexOf('=');
    boolean labelled = equals > 0 && equals <= LONGEST_LABEL && equals + 2 < given.length();
    return labelled ? given.substring(equals + 1).trim() : given;
  }

  private static String withoutPadding(String given) {
    if (given.endsWith("==")) {
      return given.substring(0, given.length() - 2);
    }
    return given.endsWith("=") ? given.substring(0, given.length() - 1) : given;
  }

  private static boolean same(String right, String given) {
    return MessageDigest.isEqual(
        right.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
