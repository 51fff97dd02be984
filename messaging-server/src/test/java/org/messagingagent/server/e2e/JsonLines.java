package org.messagingagent.server.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows a JSON Lines file while it grows. Only whole lines are read; one that is no JSON counts
 * as torn.
 */
final class JsonLines {

  private final ObjectMapper json = new ObjectMapper();
  private final Path file;
  private final List<JsonNode> lines = new ArrayList<>();
  private final List<String> torn = new ArrayList<>();
  private long position;

  JsonLines(Path file) {
    this.file = file;
  }

  /** The lines that were added since the last call. */
  List<JsonNode> more() {
    int from = lines.size();
    if (Files.exists(file)) {
      try {
        read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(lines.subList(from, lines.size()));
  }

  /** All lines read so far, in the order of the file. */
  List<JsonNode> lines() {
    return lines;
  }

  /** The whole lines that are no JSON. */
  List<String> torn() {
    return torn;
  }

  private void read() throws IOException {
    byte[] added;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(position);
      ByteBuffer buffer =
          ByteBuffer.allocate(Math.toIntExact(Math.max(0, channel.size() - position)));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      added = new byte[buffer.position()];
      buffer.flip().get(added);
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte b : added) {
      line.write(b);
      if (b == '\n') {
        take(line.toString(StandardCharsets.UTF_8));
        position += line.size();
        line.reset();
      }
    }
  }

  private void take(String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      lines.add(json.readTree(line));
    } catch (JsonProcessingException e) {
      torn.add(line);
    }
  }
}
