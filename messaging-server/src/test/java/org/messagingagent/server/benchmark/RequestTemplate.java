package org.messagingagent.server.benchmark;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A request's bytes, made once. Wherever its body contains {@link #COUNTER}, each request gets its
 * number in that place.
 */
public final class RequestTemplate {

  /** What is replaced by the request's number, with leading zeros. */
  public static final String COUNTER = "000000000000";

  private final byte[] bytes;
  private final int[] countersAt;
  private final int bodyLength;

  private RequestTemplate(byte[] bytes, int[] countersAt, int bodyLength) {
    this.bytes = bytes;
    this.countersAt = countersAt;
    this.bodyLength = bodyLength;
  }

  /** A POST of {@code text/xml}. */
  public static RequestTemplate post(URI address, String soapAction, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST %s HTTP/1.1\r
        Host: %s\r
        Content-Type: text/xml; charset=utf-8\r
        SOAPAction: "%s"\r
        Content-Length: %d\r
        \r
        """
            .formatted(address.getRawPath(), address.getAuthority(), soapAction, content.length);
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = new byte[headBytes.length + content.length];
    System.arraycopy(headBytes, 0, bytes, 0, headBytes.length);
    System.arraycopy(content, 0, bytes, headBytes.length, content.length);
    int[] countersAt =
        Pattern.compile(COUNTER)
            .matcher(body)
            .results()
            .mapToInt(found -> headBytes.length + utf8Length(body.substring(0, found.start())))
            .toArray();
    return new RequestTemplate(bytes, countersAt, content.length);
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Bytes of the body alone. */
  public int bodyLength() {
    return bodyLength;
  }

  ByteBuffer newBuffer() {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  byte[] numbered(long number) {
    byte[] copy = bytes.clone();
    ByteBuffer buffer = ByteBuffer.wrap(copy);
    number(buffer, number);
    return copy;
  }

  void number(ByteBuffer buffer, long number) {
    for (int counterAt : countersAt) {
      long rest = number;
      for (int i = counterAt + COUNTER.length() - 1; i >= counterAt; i--) {
        buffer.put(i, (byte) ('0' + rest % 10));
        rest /= 10;
      }
    }
  }
}
