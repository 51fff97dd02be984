package org.messagingagent.plugin.smpp;

import java.util.Optional;

/**
 * What joins the parts of a message.
 *
 * @param kind how the reference was given; parts with references of another kind do not belong
 *     together
 * @param reference the same in all parts
 * @param total how many parts there are, 2 to 255
 * @param number of this part, from 1
 */
record ConcatHeader(String kind, int reference, int total, int number) {

  private static final int ELEMENT_8_BIT = 0x00;
  private static final int ELEMENT_16_BIT = 0x08;

  /** A user data header with an 8-bit reference, and a part behind it. */
  static byte[] before(byte[] part, int reference, int total, int number) {
    byte[] octets = new byte[part.length + 6];
    octets[0] = 5;
    octets[1] = ELEMENT_8_BIT;
    octets[2] = 3;
    octets[3] = (byte) reference;
    octets[4] = (byte) total;
    octets[5] = (byte) number;
    System.arraycopy(part, 0, octets, 6, part.length);
    return octets;
  }

  /** How many octets the user data header takes, its length included; empty where it is broken. */
  static Optional<Integer> headerLength(byte[] octets) {
    int length = octets.length == 0 ? Integer.MAX_VALUE : 1 + (octets[0] & 0xFF);
    return length <= octets.length ? Optional.of(length) : Optional.empty();
  }

  /** What a user data header, which begins the octets and is whole, says of parts. */
  static Optional<ConcatHeader> read(byte[] octets) {
    int end = headerLength(octets).orElse(0);
    for (int at = 1; at + 2 <= end; ) {
      int element = octets[at] & 0xFF;
      int length = octets[at + 1] & 0xFF;
      int data = at + 2;
      if (data + length > end) {
        return Optional.empty();
      }
      if (element == ELEMENT_8_BIT && length == 3) {
        return of("8", octet(octets, data), octet(octets, data + 1), octet(octets, data + 2));
      }
      if (element == ELEMENT_16_BIT && length == 4) {
        return of(
            "16",
            octet(octets, data) << 8 | octet(octets, data + 1),
            octet(octets, data + 2),
            octet(octets, data + 3));
      }
      at = data + length;
    }
    return Optional.empty();
  }

  /** Empty where it is the only part, or makes no sense. */
  static Optional<ConcatHeader> of(String kind, int reference, int total, int number) {
    return total >= 2 && total <= 255 && number >= 1 && number <= total
        ? Optional.of(new ConcatHeader(kind, reference, total, number))
        : Optional.empty();
  }

  private static int octet(byte[] octets, int at) {
    return octets[at] & 0xFF;
  }
}
