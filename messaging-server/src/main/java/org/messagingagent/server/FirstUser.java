package org.messagingagent.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first user where there is none: the configured one, or {@code admin} with a generated
 * password, which is written to a file that its owner alone may read.
 */
final class FirstUser {

  private static final Logger log = LoggerFactory.getLogger(FirstUser.class);

  /** Holds the generated password until it is changed. */
  static final String PASSWORD_FILE = "initial-password";

  static final String DEFAULT_NAME = "admin";

  private static final int PASSWORD_BYTES = 18;

  private final UserStore users;
  private final Passwords passwords;
  private final Path dataDirectory;
  private final Clock clock;

  FirstUser(UserStore users, Passwords passwords, Path dataDirectory, Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.dataDirectory = dataDirectory;
    this.clock = clock;
  }

  /** Makes the user where there is none; answers the file of a generated password, if there is. */
  Optional<Path> ensure(Optional<ServerConfig.Bootstrap> configured) {
    Path file = dataDirectory.resolve(PASSWORD_FILE);
    if (!users.list().isEmpty()) {
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }
    if (configured.isPresent()) {
      // Where another node is faster, it has the same settings.
      add(configured.get().user(), configured.get().password());
      return Optional.empty();
    }
    String password = generated();
    write(file, password);
    if (add(DEFAULT_NAME, password)) {
      return Optional.of(file);
    }
    log.info(
        "Another node has made the first user meanwhile; the file {} in its data directory has the"
            + " password",
        PASSWORD_FILE);
    removeFile();
    return Optional.empty();
  }

  /** The generated password holds no longer. */
  void passwordChanged(String user) {
    if (user.equals(DEFAULT_NAME)) {
      removeFile();
    }
  }

  private void removeFile() {
    try {
      Files.deleteIfExists(dataDirectory.resolve(PASSWORD_FILE));
    } catch (IOException e) {
      log.warn(
          "{} in the data directory could not be removed, and holds a password that is not in use:"
              + " {}",
          PASSWORD_FILE,
          e.getMessage());
    }
  }

  /** False where another node has added one of this name since it was looked for. */
  private boolean add(String name, String password) {
    return users
        .add(new User(name, passwords.hash(password), clock.instant()))
        .toCompletableFuture()
        .join();
  }

  private static String generated() {
    byte[] bits = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private static void write(Path file, String password) {
    try {
      Files.deleteIfExists(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, password + System.lineSeparator(), UTF_8);
    } catch (IOException e) {
      throw new StoreException(
          "The first user's password cannot be written to %s: %s".formatted(file, e.getMessage()),
          e);
    }
  }
}
