package org.messagingagent.plugin.smtp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A socket that can be cut by another thread, ends when its thread is interrupted, and takes no
 * more bytes than it was allowed, so that no server fills the memory. Tries all addresses of a
 * host.
 */
final class GuardedSocket extends DelegatingSocket {

  private final AtomicLong allowance = new AtomicLong(Long.MAX_VALUE);
  private volatile SocketChannel channel;
  private volatile boolean closed;
  private volatile boolean cut;
  private volatile int timeout;

  GuardedSocket() throws IOException {
    channel = SocketChannel.open();
  }

  /** Lets the server send this many bytes from now on. */
  void allow(long bytes) {
    allowance.set(bytes);
  }

  /** Ends it because its time is over. */
  void cut() {
    cut = true;
    close();
  }

  /** Whether it was ended because its time was over. */
  boolean wasCut() {
    return cut;
  }

  @Override
  Socket delegate() {
    return channel.socket();
  }

  @Override
  public void connect(SocketAddress endpoint, int millis) throws IOException {
    InetSocketAddress address = (InetSocketAddress) endpoint;
    IOException failure = new SocketException("The host has no address");
    for (InetAddress one : InetAddress.getAllByName(address.getHostString())) {
      try {
        Socket socket = reopened();
        socket.connect(new InetSocketAddress(one, address.getPort()), millis);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeout);
        return;
      } catch (IOException e) {
        failure = e;
        if (closed || Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    }
    throw failure;
  }

  /** A channel that did not connect is closed, and of no more use. */
  private synchronized Socket reopened() throws IOException {
    if (closed) {
      throw new SocketException("The socket is closed");
    }
    if (!channel.isOpen()) {
      channel = SocketChannel.open();
    }
    return channel.socket();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Allowed(super.getInputStream());
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    timeout = millis;
    super.setSoTimeout(millis);
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no more use either way.
      closed = true;
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  private final class Allowed extends FilterInputStream {

    Allowed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      used(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      used(read);
      return read;
    }

    private void used(int bytes) throws IOException {
      if (bytes > 0 && allowance.addAndGet(-bytes) < 0) {
        GuardedSocket.this.close();
        throw new IOException("The server sent more than can be an answer");
      }
    }
  }
}
