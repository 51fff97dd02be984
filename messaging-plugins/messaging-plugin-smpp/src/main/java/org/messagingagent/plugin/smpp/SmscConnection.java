package org.messagingagent.plugin.smpp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.jsmpp.session.connection.Connection;

/** A connection to the SMSC, plain or encrypted. Safe for use by many threads. */
final class SmscConnection implements Connection {

  private static final int BUFFER = 1 << 16;

  private final Socket socket;
  private final InputStream in;
  private final WriteGate out;

  /**
   * @param patience how long reading the rest of a PDU that has begun, or writing one, may take
   */
  SmscConnection(Socket socket, Duration patience) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, patience.toMillis()));
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = new WriteGate(socket.getOutputStream(), patience);
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  /** Nothing: how long a read may take is decided when the connection is made. */
  @Override
  public void setSoTimeout(int timeout) {}

  /** Whether writing has come to a stop. */
  boolean isStuck() {
    return out.isStuck();
  }

  @Override
  public void close() throws IOException {
    out.shut();
    socket.close();
  }
}
