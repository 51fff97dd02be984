package org.messagingagent.plugin.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/** A socket that has another one do its work. */
abstract class DelegatingSocket extends Socket {

  /** The one that does the work. */
  abstract Socket delegate();

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public abstract void connect(SocketAddress endpoint, int millis) throws IOException;

  @Override
  public InputStream getInputStream() throws IOException {
    return delegate().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return delegate().getOutputStream();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    delegate().setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return delegate().getSoTimeout();
  }

  @Override
  public boolean isConnected() {
    return delegate().isConnected();
  }

  @Override
  public boolean isBound() {
    return delegate().isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return delegate().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return delegate().isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    delegate().shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    delegate().shutdownOutput();
  }

  @Override
  public InetAddress getInetAddress() {
    return delegate().getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return delegate().getLocalAddress();
  }

  @Override
  public int getPort() {
    return delegate().getPort();
  }

  @Override
  public int getLocalPort() {
    return delegate().getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return delegate().getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return delegate().getLocalSocketAddress();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
