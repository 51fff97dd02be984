package org.messagingagent.server.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.server.admin.AdministrationException.Reason;

/** Where the administration of a running server is, and what opens it; for its owner alone. */
final class AdministrationFile {

  static final String NAME = "administration.json";

  private final Path file;

  AdministrationFile(Path dataDirectory) {
    this.file = dataDirectory.resolve(NAME);
  }

  /** What is written in it. */
  record Access(String address, String token) {

    URI uri() {
      return URI.create(address);
    }

    /** Hides the token. */
    @Override
    public String toString() {
      return "Access[" + address + "]";
    }
  }

  /** Written whole or not at all, and never readable by others, not even for a moment. */
  void write(Access access) {
    Path temporary = file.resolveSibling(NAME + ".tmp");
    try {
      Files.deleteIfExists(temporary);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly())) {
        try (JsonGenerator json =
            new JsonFactory().createGenerator(Channels.newOutputStream(channel))) {
          json.writeStartObject();
          json.writeStringField("address", access.address());
          json.writeStringField("token", access.token());
          json.writeEndObject();
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE,
          "The file %s cannot be written: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** Empty where there is no file. */
  Optional<Access> read() {
    try {
      return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Access.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE, "The file %s is damaged; start the server anew".formatted(file), e);
    } catch (IOException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE,
          "The file %s cannot be read (%s); run this as the server's user"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Removes it, where it holds this access still. */
  void remove(Access access) {
    try {
      if (read().filter(access::equals).isPresent()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE, "The file %s cannot be removed".formatted(file), e);
    }
  }

  private FileAttribute<?>[] ownerOnly() {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }
}
