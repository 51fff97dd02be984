package org.messagingagent.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads UTF-8 texts from files and standard input, whole and exactly. */
final class TextSource {

  /** Well over what a server takes, and well under what a machine has. */
  private static final int LIMIT = 64 << 20;

  private TextSource() {}

  static String file(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, "File " + file);
    } catch (NoSuchFileException e) {
      throw new UsageException("File %s does not exist; check the name".formatted(file), e);
    } catch (IOException e) {
      throw new UsageException("File %s cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
  }

  static String standardInput(InputStream in) {
    try {
      return read(in, "Standard input");
    } catch (IOException e) {
      throw new UsageException("Standard input cannot be read (%s)".formatted(e.getMessage()), e);
    }
  }

  private static String read(InputStream in, String what) throws IOException {
    byte[] bytes = in.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw new UsageException("%s is larger than %d bytes".formatted(what, LIMIT));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException(what + " is not UTF-8; convert it first", e);
    }
  }
}
