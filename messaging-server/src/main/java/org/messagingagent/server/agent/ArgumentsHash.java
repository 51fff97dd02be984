package org.messagingagent.server.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over the arguments of a call. Each text goes in with its length before it, so that no two
 * lists of texts look alike.
 */
final class ArgumentsHash {

  private final MessageDigest digest;

  ArgumentsHash() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  ArgumentsHash add(String... texts) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(UTF_8);
      add(bytes.length);
      digest.update(bytes);
    }
    return this;
  }

  ArgumentsHash add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    return this;
  }

  byte[] toBytes() {
    return digest.digest();
  }
}
