package org.messagingagent.plugin.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;

/** Gives the mail library the sockets of one connection, and keeps the last one at hand. */
final class GuardedSockets extends SocketFactory {

  private final Watch watch;
  private final Deadline deadline;
  private final Optional<Tls> tls;
  private final long allowance;
  private final List<Watch.Watched> watched = new ArrayList<>();
  private volatile Optional<GuardedSocket> last = Optional.empty();

  /**
   * Sockets that are cut at the deadline unless {@link #release} is called before.
   *
   * @param tls how they are encrypted from their beginning; empty where they are not
   * @param allowance how many bytes the server may send before {@link GuardedSocket#allow} is
   *     called
   */
  GuardedSockets(Watch watch, Deadline deadline, Optional<Tls> tls, long allowance) {
    this.watch = watch;
    this.deadline = deadline;
    this.tls = tls;
    this.allowance = allowance;
  }

  @Override
  public synchronized Socket createSocket() throws IOException {
    GuardedSocket socket = new GuardedSocket();
    socket.allow(allowance);
    watched.add(watch.cutAt(deadline, socket));
    last = Optional.of(socket);
    return tls.isPresent() ? new EncryptedSocket(tls.get(), socket) : socket;
  }

  Optional<GuardedSocket> last() {
    return last;
  }

  /** The deadline does not hold any more. */
  synchronized void release() {
    watched.forEach(Watch.Watched::close);
    watched.clear();
  }

  /** Ends the connection at once, whatever it is doing. */
  void abort() {
    last.ifPresent(GuardedSocket::close);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }
}
