package org.messagingagent.plugin.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request of a gateway's own. It leaves no thread behind, and is never repeated by itself. */
final class GatewayCall {

  private static final int LARGEST_REPLY = 16 * 1024 * 1024;
  private static final int MILLIS = 60_000;

  private GatewayCall() {}

  static GatewayReply call(String method, URI address, Map<String, String> headers, byte[] body) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      connection.setConnectTimeout(MILLIS);
      connection.setReadTimeout(MILLIS);
      connection.setInstanceFollowRedirects(false);
      headers.forEach(connection::setRequestProperty);
      connection.setRequestProperty("Connection", "close");
      if (body.length > 0) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      return reply(connection);
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from " + address, e);
    }
  }

  private static GatewayReply reply(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null) { // the status line has none
                headers.put(name, List.copyOf(values));
              }
            });
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (in == null) { // as an error without a body has none
      return new GatewayReply(status, headers, new byte[0]);
    }
    try (in) {
      byte[] body = in.readNBytes(LARGEST_REPLY);
      // The JDK notices a body that was cut off only where the connection is kept.
      if (body.length < connection.getContentLengthLong()) {
        throw new EOFException("The answer was cut off");
      }
      return new GatewayReply(status, headers, body);
    }
  }
}
