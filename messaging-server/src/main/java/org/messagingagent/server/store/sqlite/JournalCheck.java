package org.messagingagent.server.store.sqlite;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks whether a journal (SQLite's write-ahead log) is whole. SQLite reads one up to the first
 * page that is not as it was written, and silently leaves out the rest. That is right for the end
 * of the last transaction, which a power cut may tear; but what stands before that was synced, and
 * may have been acknowledged.
 */
final class JournalCheck {

  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int MAX_PAGE = 65_536;
  private static final int BUFFER = 1 << 20;

  private final ByteOrder order;
  private final int salt1;
  private final int salt2;
  private int sum1;
  private int sum2;

  private JournalCheck(ByteBuffer header) {
    this.order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.salt1 = header.getInt(16);
    this.salt2 = header.getInt(20);
  }

  /**
   * Whether transactions would be left out that had been synced. One at the very end cannot be told
   * from one that a power cut tore.
   */
  static boolean isDamaged(Path journal) throws IOException {
    long size = Files.size(journal);
    if (size <= HEADER) {
      return false; // a page is written only after its header has been synced
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(journal), BUFFER))) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER));
      int page = header.getInt(8);
      if ((header.getInt(0) & ~1) != MAGIC || page < 512 || page > MAX_PAGE) {
        return true;
      }
      JournalCheck check = new JournalCheck(header);
      check.add(header, 0, 24);
      if (check.sum1 != header.getInt(24) || check.sum2 != header.getInt(28)) {
        return true;
      }
      return check.hasCommitsBehindDamage(in, page, (size - HEADER) / (FRAME_HEADER + page));
    }
  }

  private boolean hasCommitsBehindDamage(DataInputStream in, int page, long frames)
      throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + page);
    boolean whole = true;
    int commits = 0;
    for (long i = 0; i < frames; i++) {
      in.readFully(frame.array());
      boolean ours = frame.getInt(8) == salt1 && frame.getInt(12) == salt2;
      if (whole) {
        add(frame, 0, 8);
        add(frame, FRAME_HEADER, page);
        whole = ours && sum1 == frame.getInt(16) && sum2 == frame.getInt(20);
      }
      boolean commit = frame.getInt(4) != 0;
      if (!whole && ours && commit) {
        commits++;
      }
    }
    return commits > 1; // each is synced before the next is written, so a power cut tears one
  }

  private void add(ByteBuffer bytes, int from, int length) {
    ByteBuffer words = bytes.duplicate().order(order);
    for (int at = from; at < from + length; at += 8) {
      sum1 += words.getInt(at) + sum2;
      sum2 += words.getInt(at + 4) + sum1;
    }
  }
}
