package org.messagingagent.plugin.smtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A socket that is encrypted from its beginning; it is connected once the other end is known. */
final class EncryptedSocket extends DelegatingSocket {

  private final Tls tls;
  private final GuardedSocket plain;
  private volatile Optional<SSLSocket> encrypted = Optional.empty();

  EncryptedSocket(Tls tls, GuardedSocket plain) {
    this.tls = tls;
    this.plain = plain;
  }

  @Override
  Socket delegate() {
    return encrypted.isPresent() ? encrypted.get() : plain;
  }

  @Override
  public void connect(SocketAddress endpoint, int millis) throws IOException {
    InetSocketAddress address = (InetSocketAddress) endpoint;
    plain.connect(address, millis);
    try {
      SSLSocket socket =
          (SSLSocket)
              tls.factory().createSocket(plain, address.getHostString(), address.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(Tls.VERSIONS);
      if (tls.verifyHost()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      encrypted = Optional.of(socket);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    delegate().close();
  }

  @Override
  public boolean isClosed() {
    return plain.isClosed();
  }
}
