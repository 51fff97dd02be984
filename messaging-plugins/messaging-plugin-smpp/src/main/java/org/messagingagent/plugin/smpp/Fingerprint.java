package org.messagingagent.plugin.smpp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for something, the same whenever it is the same. */
final class Fingerprint {

  private static final int OCTETS = 16;

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Adds something; its length counts as well, so that nothing runs into what follows. */
  Fingerprint with(byte[] octets) {
    digest.update((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(octets);
    return this;
  }

  /** As {@link #with(byte[])}. */
  Fingerprint with(Object value) {
    return with(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
  }

  /** 32 hexadecimal digits. */
  String text() {
    return HexFormat.of().formatHex(digest.digest(), 0, OCTETS);
  }
}
