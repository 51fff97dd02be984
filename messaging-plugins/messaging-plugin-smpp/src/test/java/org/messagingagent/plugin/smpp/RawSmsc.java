package org.messagingagent.plugin.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that listens and is no proper SMSC: it answers the bind, or not, and then nonsense. */
final class RawSmsc implements AutoCloseable {

  private static final int BIND_TRANSCEIVER = 0x09;
  private static final int ENQUIRE_LINK = 0x15;
  private static final int SUBMIT_SM = 0x04;
  private static final int HEADER = 16;
  private static final int LONGEST = 70_000;
  private static final int RESPONSE = 0x80000000;

  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final boolean binds;
  private final byte[] answerToSubmit;
  private volatile boolean enquired;

  private RawSmsc(boolean binds, byte[] answerToSubmit) throws IOException {
    this.binds = binds;
    this.answerToSubmit = answerToSubmit;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Takes binds, and answers nothing else. */
  static RawSmsc bindsAndIsSilent() throws IOException {
    return new RawSmsc(true, new byte[0]);
  }

  /** Takes connections, and answers nothing. */
  static RawSmsc silent() throws IOException {
    return new RawSmsc(false, new byte[0]);
  }

  /** Takes binds, and answers submits with these octets. */
  static RawSmsc answersSubmitsWith(byte[] octets) throws IOException {
    return new RawSmsc(true, octets);
  }

  /** A PDU. */
  static byte[] pdu(int length, int command, int status, int number, String body) {
    byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(16 + octets.length)
        .putInt(length)
        .putInt(command)
        .putInt(status)
        .putInt(number)
        .put(octets)
        .array();
  }

  int port() {
    return listener.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  boolean sawEnquireLink() {
    return enquired;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        int length = in.readInt();
        if (length < HEADER || length > LONGEST) {
          in.skipBytes(Integer.MAX_VALUE); // no PDU, as where TLS was expected
          continue;
        }
        byte[] rest = new byte[length - Integer.BYTES];
        in.readFully(rest);
        ByteBuffer header = ByteBuffer.wrap(rest);
        int command = header.getInt();
        header.getInt();
        int number = header.getInt();
        if (command == BIND_TRANSCEIVER && binds) {
          out.write(pdu(21, RESPONSE | command, 0, number, "smsc\0"));
        } else if (command == SUBMIT_SM && answerToSubmit.length > 0) {
          byte[] answer = answerToSubmit.clone();
          if (answer.length >= 16) {
            ByteBuffer.wrap(answer).putInt(12, number);
          }
          out.write(answer);
        } else if (command == ENQUIRE_LINK) {
          enquired = true;
        }
      }
    } catch (EOFException e) {
      // the other side is done
    } catch (IOException e) {
      // closed by either side
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "raw-smsc");
    thread.setDaemon(true);
    thread.start();
  }
}
