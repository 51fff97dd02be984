package org.messagingagent.server.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Argon2id, version 1.3 (RFC 9106): makes a tag from a password, at a cost in memory and time. All
 * in the caller's thread, and nothing is kept.
 *
 * @param memoryKib at least 8 for each lane
 * @param passes over the memory, at least 1
 * @param lanes at least 1
 * @param tagBytes at least 4
 */
record Argon2id(int memoryKib, int passes, int lanes, int tagBytes) {

  private static final int VERSION = 0x13;
  private static final int TYPE = 2;
  private static final int SLICES = 4;
  private static final int BLOCK_BYTES = 8 * Argon2Block.WORDS;
  private static final byte[] NONE = {};

  Argon2id {
    if (lanes < 1 || passes < 1 || tagBytes < 4 || memoryKib / 8 < lanes) {
      throw new IllegalArgumentException(
          "No costs of argon2id: m=%d, t=%d, p=%d, %d bytes"
              .formatted(memoryKib, passes, lanes, tagBytes));
    }
  }

  byte[] tag(byte[] password, byte[] salt) {
    return tag(password, salt, NONE, NONE);
  }

  /** With a secret of who computes it, and with other data. */
  byte[] tag(byte[] password, byte[] salt, byte[] secret, byte[] data) {
    return new Work().tag(seed(password, salt, secret, data));
  }

  private byte[] seed(byte[] password, byte[] salt, byte[] secret, byte[] data) {
    Blake2b seed = new Blake2b(64);
    seed.update(lanes).update(tagBytes).update(memoryKib).update(passes);
    seed.update(VERSION).update(TYPE);
    for (byte[] each : new byte[][] {password, salt, secret, data}) {
      seed.update(each.length).update(each);
    }
    return seed.digest();
  }

  /** A hash of any length (3.3). */
  private static byte[] longHash(int length, byte[] text) {
    if (length <= 64) {
      return new Blake2b(length).update(length).update(text).digest();
    }
    ByteBuffer hash = ByteBuffer.allocate(length);
    byte[] part = new Blake2b(64).update(length).update(text).digest();
    while (hash.remaining() > 64) {
      hash.put(part, 0, 32);
      part = Blake2b.digest(Math.min(64, hash.remaining()), part);
    }
    return hash.put(part).array();
  }

  /** The memory of one computation, in which it goes on. */
  private final class Work {

    private final int segment = memoryKib / (SLICES * lanes);
    private final int laneLength = segment * SLICES;
    private final long[][] memory = new long[laneLength * lanes][Argon2Block.WORDS];
    private final Argon2Block compression = new Argon2Block();
    private final long[] zero = new long[Argon2Block.WORDS];
    private final long[] input = new long[Argon2Block.WORDS];
    private final long[] addresses = new long[Argon2Block.WORDS];

    byte[] tag(byte[] seed) {
      begin(seed);
      for (int pass = 0; pass < passes; pass++) {
        for (int slice = 0; slice < SLICES; slice++) {
          for (int of = 0; of < lanes; of++) {
            fill(pass, slice, of);
          }
        }
      }
      long[] last = zero.clone();
      for (int of = 0; of < lanes; of++) {
        long[] end = memory[of * laneLength + laneLength - 1];
        for (int i = 0; i < last.length; i++) {
          last[i] ^= end[i];
        }
      }
      ByteBuffer bytes = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(last);
      return longHash(tagBytes, bytes.array());
    }

    private void begin(byte[] seed) {
      ByteBuffer numbered = ByteBuffer.allocate(seed.length + 8).order(ByteOrder.LITTLE_ENDIAN);
      for (int of = 0; of < lanes; of++) {
        for (int i = 0; i < 2; i++) {
          numbered.clear().put(seed).putInt(i).putInt(of);
          ByteBuffer.wrap(longHash(BLOCK_BYTES, numbered.array()))
              .order(ByteOrder.LITTLE_ENDIAN)
              .asLongBuffer()
              .get(memory[of * laneLength + i]);
        }
      }
    }

    private void fill(int pass, int slice, int of) {
      boolean independent = pass == 0 && slice < SLICES / 2;
      int start = pass == 0 && slice == 0 ? 2 : 0;
      if (independent) {
        beginAddresses(pass, slice, of);
      }
      for (int index = start; index < segment; index++) {
        if (independent && (index == start || index % Argon2Block.WORDS == 0)) {
          nextAddresses();
        }
        int within = slice * segment + index;
        long[] previous = memory[of * laneLength + (within == 0 ? laneLength - 1 : within - 1)];
        long random = independent ? addresses[index % Argon2Block.WORDS] : previous[0];
        int other = pass == 0 && slice == 0 ? of : (int) ((random >>> 32) % lanes);
        long[] reference =
            memory[other * laneLength + reference(pass, slice, index, random, other == of)];
        compression.fill(previous, reference, memory[of * laneLength + within], pass > 0);
      }
    }

    private void beginAddresses(int pass, int slice, int of) {
      Arrays.fill(input, 0);
      input[0] = pass;
      input[1] = of;
      input[2] = slice;
      input[3] = memory.length;
      input[4] = passes;
      input[5] = TYPE;
    }

    private void nextAddresses() {
      input[6]++;
      compression.fill(zero, input, addresses, false);
      long[] once = addresses.clone();
      compression.fill(zero, once, addresses, false);
    }

    /** Which block of a lane is referred to (3.4.2). */
    private int reference(int pass, int slice, int index, long random, boolean sameLane) {
      int finished = pass == 0 ? slice * segment : laneLength - segment;
      int area = sameLane ? finished + index - 1 : finished - (index == 0 ? 1 : 0);
      long x = random & 0xFFFFFFFFL;
      long y = (area * (x * x >>> 32)) >>> 32;
      int start = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * segment;
      return (int) ((start + area - 1 - y) % laneLength);
    }
  }
}
