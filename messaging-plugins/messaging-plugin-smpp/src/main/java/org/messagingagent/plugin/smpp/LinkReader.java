package org.messagingagent.plugin.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jsmpp.PDUReader;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.Command;

/**
 * Reads PDUs. Answers to submits and what the SMSC delivers go to the link at once; the rest, which
 * keeps the session, goes to jSMPP. There one queue holds everything, so that answers would wait
 * behind messages that are being stored.
 *
 * <p>A length that cannot be right, or a PDU that stops in its middle, ends the connection: what
 * follows could not be told from it.
 */
final class LinkReader implements PDUReader {

  private static final int HEADER = 16;

  /** A message_payload of 64 KiB with room for the rest. */
  private static final int LONGEST = 70_000;

  /** Whose PDUs are read. */
  interface Sink {
    /** Takes a PDU; false leaves it to jSMPP. */
    boolean take(Command header, byte[] pdu);

    /** Something was read. */
    void alive();

    /** Nothing can be read any more. */
    void unreadable(String reason);
  }

  private Optional<Sink> sink = Optional.empty();
  private byte[] current = {};

  /** Says whose PDUs are read; before anything is. */
  void readFor(Sink reader) {
    sink = Optional.of(reader);
  }

  @Override
  public Command readPDUHeader(DataInputStream in) throws IOException {
    Sink reader = sink.orElseThrow();
    try {
      while (true) {
        current = next(in);
        reader.alive();
        Command header = header(current);
        if (!reader.take(header, current)) {
          return header;
        }
      }
    } catch (IOException e) {
      reader.unreadable(reason(e));
      throw e;
    }
  }

  @Override
  public byte[] readPDU(DataInputStream in, Command header) {
    return current;
  }

  @Override
  public byte[] readPDU(DataInputStream in, int length, int id, int status, int sequenceNumber) {
    return current;
  }

  private static byte[] next(DataInputStream in) throws IOException {
    int first = first(in);
    try {
      int length =
          first << 24
              | in.readUnsignedByte() << 16
              | in.readUnsignedByte() << 8
              | in.readUnsignedByte();
      if (length < HEADER || length > LONGEST) {
        throw new IOException(
            "the SMSC sent a PDU of %s octets, which cannot be"
                .formatted(Integer.toUnsignedString(length)));
      }
      byte[] pdu = new byte[length];
      ByteBuffer.wrap(pdu).putInt(length);
      in.readFully(pdu, Integer.BYTES, length - Integer.BYTES);
      return pdu;
    } catch (SocketTimeoutException e) {
      throw new IOException("the SMSC stopped in the middle of a PDU", e);
    }
  }

  /**
   * The first octet of a PDU. None for a while is no fault: the link asks whether anybody lives.
   */
  private static int first(DataInputStream in) throws IOException {
    while (true) {
      try {
        return in.readUnsignedByte();
      } catch (SocketTimeoutException e) {
        Thread.onSpinWait(); // read again
      }
    }
  }

  private static Command header(byte[] pdu) {
    ByteBuffer octets = ByteBuffer.wrap(pdu);
    Command header = new Command();
    header.setCommandLength(octets.getInt());
    header.setCommandId(octets.getInt());
    header.setCommandStatus(octets.getInt());
    header.setSequenceNumber(octets.getInt());
    return header;
  }

  private static String reason(IOException e) {
    if (e instanceof EOFException) {
      return "the SMSC closed the connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Whether a PDU is a request that brings something. */
  static boolean brings(Command header) {
    return header.getCommandId() == SMPPConstant.CID_DELIVER_SM
        || header.getCommandId() == SMPPConstant.CID_DATA_SM;
  }
}
