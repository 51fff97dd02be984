package org.messagingagent.server.auth;

import static org.messagingagent.server.support.ConfigChecks.check;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, version 1.3 (RFC 9106): makes a tag from a password, at a cost in memory and time, in
 * the calling thread. Immutable.
 *
 * @param memoryKib at least 8 for each lane, at most 4 GiB
 * @param passes 1 or more
 * @param lanes 1 to 255
 * @param tagBytes 4 to 1,024
 */
record Argon2id(int memoryKib, int passes, int lanes, int tagBytes) {

  private static final int MOST_MEMORY_KIB = 4 * 1024 * 1024;

  Argon2id {
    check(lanes >= 1 && lanes <= 255, "lanes must be 1 to 255, were %s", lanes);
    check(passes >= 1, "passes must be 1 or more, were %s", passes);
    check(
        memoryKib >= 8 * lanes && memoryKib <= MOST_MEMORY_KIB,
        "memory must be 8 KiB for each lane to 4 GiB, was %s KiB",
        memoryKib);
    check(tagBytes >= 4 && tagBytes <= 1024, "a tag has 4 to 1024 bytes, not %s", tagBytes);
  }

  byte[] tag(byte[] password, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] tag = new byte[tagBytes];
    generator.generateBytes(password, tag);
    return tag;
  }
}
