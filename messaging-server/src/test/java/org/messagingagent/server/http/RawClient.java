package org.messagingagent.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Says exactly what a test wants said. */
public final class RawClient implements AutoCloseable {

  private final Socket socket;

  public RawClient(URI server) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
  }

  public RawClient say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  public RawClient say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Everything until the server closes. */
  public String hearAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Until this text has come, or the server closes. */
  public String hearUntil(String end) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      heard.append((char) next);
    }
    return heard.toString();
  }

  /** One answer with a Content-Length; the connection stays open. */
  public String hearAnswer() throws IOException {
    String head = hearUntil("\r\n\r\n");
    int length = 0;
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    return head + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
