package org.messagingagent.client.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads messages of HTTP/1.1 from a connection (RFC 9112). For one thread. */
final class HttpReader {

  private static final int LONGEST_HEAD = 64 << 10;
  private static final int LARGEST_BODY = 128 << 20;

  private final InputStream in;

  HttpReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 << 10);
  }

  /** What came is no HTTP/1.1, or larger than anybody sends. */
  static final class MalformedException extends IOException {

    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Empty where the connection ended before a message began. */
  Optional<HttpHead> head() throws IOException {
    int[] room = {LONGEST_HEAD};
    Optional<String> line = line(room);
    while (line.isPresent() && line.get().isEmpty()) {
      line = line(room); // RFC 9112, 2.2
    }
    if (line.isEmpty()) {
      return Optional.empty();
    }
    List<HttpHead.Field> fields = new ArrayList<>();
    String field = requiredLine(room);
    while (!field.isEmpty()) {
      int colon = field.indexOf(':');
      if (colon <= 0) {
        throw new MalformedException("No header: " + field);
      }
      fields.add(new HttpHead.Field(field.substring(0, colon), field.substring(colon + 1).strip()));
      field = requiredLine(room);
    }
    return Optional.of(new HttpHead(line.get(), fields));
  }

  /** The body of a request. */
  byte[] bodyOfRequest(HttpHead head) throws IOException {
    return head.says("Transfer-Encoding", "chunked") ? chunks() : exactly(length(head).orElse(0));
  }

  /** The body of an answer that has one. */
  byte[] bodyOfAnswer(HttpHead head) throws IOException {
    if (head.says("Transfer-Encoding", "chunked")) {
      return chunks();
    }
    Optional<Integer> length = length(head);
    return length.isPresent() ? exactly(length.get()) : in.readNBytes(LARGEST_BODY);
  }

  /** Waits until the other side closes the connection. */
  void awaitEnd() throws IOException {
    byte[] ignored = new byte[1024];
    while (in.read(ignored) >= 0) {
      // what comes now has nobody to answer it
    }
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = chunkSize();
    while (size > 0) {
      checkSize((long) body.size() + size);
      body.writeBytes(exactly(size));
      requiredLine(new int[] {2});
      size = chunkSize();
    }
    int[] room = {LONGEST_HEAD};
    while (!requiredLine(room).isEmpty()) {
      // trailers say nothing here
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    String line = requiredLine(new int[] {1024});
    int end = line.indexOf(';');
    return number(end < 0 ? line : line.substring(0, end), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The body ended before its length");
    }
    return bytes;
  }

  private static Optional<Integer> length(HttpHead head) throws MalformedException {
    Optional<String> text = head.field("Content-Length");
    return text.isEmpty() ? Optional.empty() : Optional.of(number(text.get(), 10));
  }

  private static int number(String text, int radix) throws MalformedException {
    try {
      long number = Long.parseUnsignedLong(text.strip(), radix);
      checkSize(number);
      return (int) number;
    } catch (NumberFormatException e) {
      throw new MalformedException("No length: " + text);
    }
  }

  private static void checkSize(long size) throws MalformedException {
    if (size < 0 || size > LARGEST_BODY) {
      throw new MalformedException("A body of %d bytes is too large".formatted(size));
    }
  }

  private String requiredLine(int[] room) throws IOException {
    return line(room).orElseThrow(() -> new EOFException("The connection ended within a message"));
  }

  private Optional<String> line(int[] room) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    while (b != '\n') {
      if (b < 0) {
        throw new EOFException("The connection ended within a line");
      }
      if (--room[0] < 0) {
        throw new MalformedException("The head of the message is too long");
      }
      line.write(b);
      b = in.read();
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
