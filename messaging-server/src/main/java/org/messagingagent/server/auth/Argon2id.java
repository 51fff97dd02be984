package org.messagingagent.server.auth;

import static java.lang.Long.rotateRight;
import static org.messagingagent.server.support.ConfigChecks.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Argon2id, version 1.3 (RFC 9106), without a secret and associated data, in the calling thread.
 * Written out here because the libraries for it keep a thread pool and a shutdown hook, and with
 * them an application's class loader, for as long as the process lives.
 *
 * @param memoryKib at least 8 for each lane
 * @param passes at least 1
 * @param lanes at least 1; they are worked on one after the other
 */
record Argon2id(int memoryKib, int passes, int lanes) {

  private static final int VERSION = 0x13;
  private static final int TYPE_ID = 2;
  private static final int SLICES = 4;

  /** The longs of a block of 1 KiB. */
  private static final int BLOCK = 128;

  private static final int BLOCK_BYTES = 8 * BLOCK;
  private static final int DIGEST_BYTES = 64;

  Argon2id {
    check(lanes >= 1 && lanes <= 255, "lanes must be 1 to 255, were %s", lanes);
    check(passes >= 1, "passes must be at least 1, were %s", passes);
    check(
        memoryKib >= 8 * lanes && memoryKib <= 4 * 1024 * 1024,
        "memory must be 8 KiB for each lane to 4 GiB, was %s KiB",
        memoryKib);
  }

  /** The hash of a password with a salt, of so many bytes, at least 4. */
  byte[] hash(byte[] password, byte[] salt, int bytes) {
    return new Filling().hash(password, salt, bytes);
  }

  /** BLAKE2b for digests of any length; "H'" in the RFC. */
  private static byte[] longDigest(int bytes, byte[]... parts) {
    Blake2b first = new Blake2b(Math.min(bytes, DIGEST_BYTES)).add(bytes);
    for (byte[] part : parts) {
      first.add(part);
    }
    byte[] digest = first.digest();
    if (bytes <= DIGEST_BYTES) {
      return digest;
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    int half = DIGEST_BYTES / 2;
    while (all.remaining() > DIGEST_BYTES) {
      all.put(digest, 0, half);
      digest = new Blake2b(Math.min(all.remaining(), DIGEST_BYTES)).add(digest).digest();
    }
    return all.put(digest).array();
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  /** One hash being computed. */
  private final class Filling {

    private final int segment = memoryKib / (SLICES * lanes);
    private final int lane = SLICES * segment;
    private final long[] memory = new long[lanes * lane * BLOCK];
    private final long[] mixed = new long[BLOCK];
    private final long[] before = new long[BLOCK];

    byte[] hash(byte[] password, byte[] salt, int bytes) {
      begin(password, salt, bytes);
      for (int pass = 0; pass < passes; pass++) {
        for (int slice = 0; slice < SLICES; slice++) {
          for (int l = 0; l < lanes; l++) {
            fill(pass, slice, l);
          }
        }
      }
      long[] last = new long[BLOCK];
      for (int l = 0; l < lanes; l++) {
        int at = block(l, lane - 1);
        for (int i = 0; i < BLOCK; i++) {
          last[i] ^= memory[at + i];
        }
      }
      ByteBuffer end = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      end.asLongBuffer().put(last);
      Arrays.fill(memory, 0);
      return longDigest(bytes, end.array());
    }

    private void begin(byte[] password, byte[] salt, int bytes) {
      byte[] start =
          new Blake2b(DIGEST_BYTES)
              .add(lanes)
              .add(bytes)
              .add(memoryKib)
              .add(passes)
              .add(VERSION)
              .add(TYPE_ID)
              .add(password.length)
              .add(password)
              .add(salt.length)
              .add(salt)
              .add(0) // no secret
              .add(0) // no associated data
              .digest();
      for (int l = 0; l < lanes; l++) {
        for (int i = 0; i < 2; i++) {
          byte[] first = longDigest(BLOCK_BYTES, start, bytes(i), bytes(l));
          LongBuffer longs = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
          longs.get(memory, block(l, i), BLOCK);
        }
      }
    }

    /** The first long of a block. */
    private int block(int l, int index) {
      return (l * lane + index) * BLOCK;
    }

    private void fill(int pass, int slice, int l) {
      boolean independent = pass == 0 && slice < SLICES / 2;
      Addresses addresses = new Addresses(pass, slice, l);
      int first = pass == 0 && slice == 0 ? 2 : 0;
      for (int i = first; i < segment; i++) {
        int index = slice * segment + i;
        int previous = block(l, index == 0 ? lane - 1 : index - 1);
        long random = independent ? addresses.at(i) : memory[previous];
        int from = pass == 0 && slice == 0 ? l : (int) ((random >>> 32) % lanes);
        int reference = block(from, reference(pass, slice, i, from == l, random & 0xffffffffL));
        int target = block(l, index);
        combine(memory, previous, memory, reference, memory, target, pass > 0);
      }
    }

    /** Which block of its lane is taken, of those that are complete; RFC 9106, 3.4.1 and 3.4.2. */
    private int reference(int pass, int slice, int i, boolean sameLane, long random) {
      int complete = pass == 0 ? slice * segment : lane - segment;
      long area = complete + (sameLane ? i - 1 : i == 0 ? -1 : 0);
      long x = random * random >>> 32;
      long relative = area - 1 - (area * x >>> 32);
      int start = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * segment;
      return (int) ((start + relative) % lane);
    }

    /** "G" in the RFC: two blocks become one, which in later passes goes on top of the old one. */
    private void combine(
        long[] x, int xAt, long[] y, int yAt, long[] target, int at, boolean onTop) {
      for (int i = 0; i < BLOCK; i++) {
        long both = x[xAt + i] ^ y[yAt + i];
        mixed[i] = both;
        before[i] = onTop ? both ^ target[at + i] : both;
      }
      for (int row = 0; row < BLOCK; row += 16) {
        permute(row, 1, 2);
      }
      for (int column = 0; column < 16; column += 2) {
        permute(column, 1, 16);
      }
      for (int i = 0; i < BLOCK; i++) {
        target[at + i] = mixed[i] ^ before[i];
      }
    }

    /** "P" in the RFC, on eight pairs of longs. */
    private void permute(int at, int next, int pair) {
      int v0 = at;
      int v1 = at + next;
      int v2 = at + pair;
      int v3 = v2 + next;
      int v4 = at + 2 * pair;
      int v5 = v4 + next;
      int v6 = at + 3 * pair;
      int v7 = v6 + next;
      int v8 = at + 4 * pair;
      int v9 = v8 + next;
      int v10 = at + 5 * pair;
      int v11 = v10 + next;
      int v12 = at + 6 * pair;
      int v13 = v12 + next;
      int v14 = at + 7 * pair;
      int v15 = v14 + next;
      mix(v0, v4, v8, v12);
      mix(v1, v5, v9, v13);
      mix(v2, v6, v10, v14);
      mix(v3, v7, v11, v15);
      mix(v0, v5, v10, v15);
      mix(v1, v6, v11, v12);
      mix(v2, v7, v8, v13);
      mix(v3, v4, v9, v14);
    }

    private void mix(int a, int b, int c, int d) {
      long va = mixed[a];
      long vb = mixed[b];
      long vc = mixed[c];
      long vd = mixed[d];
      va = multiplied(va, vb);
      vd = rotateRight(vd ^ va, 32);
      vc = multiplied(vc, vd);
      vb = rotateRight(vb ^ vc, 24);
      va = multiplied(va, vb);
      vd = rotateRight(vd ^ va, 16);
      vc = multiplied(vc, vd);
      vb = rotateRight(vb ^ vc, 63);
      mixed[a] = va;
      mixed[b] = vb;
      mixed[c] = vc;
      mixed[d] = vd;
    }

    private static long multiplied(long x, long y) {
      return x + y + 2 * (x & 0xffffffffL) * (y & 0xffffffffL);
    }

    /** Where blocks are taken from while that must not hang on the password. */
    private final class Addresses {

      private final long[] input = new long[BLOCK];
      private final long[] output = new long[BLOCK];
      private int made = -1;

      Addresses(int pass, int slice, int l) {
        input[0] = pass;
        input[1] = l;
        input[2] = slice;
        input[3] = (long) lanes * lane;
        input[4] = passes;
        input[5] = TYPE_ID;
      }

      long at(int i) {
        if (i / BLOCK != made) {
          made = i / BLOCK;
          input[6] = made + 1L;
          long[] zero = new long[BLOCK];
          combine(zero, 0, input, 0, output, 0, false);
          combine(zero, 0, output, 0, output, 0, false);
        }
        return output[i % BLOCK];
      }
    }
  }
}
