package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers an {@link Administration} over HTTP on loopback, at a port that is free, to whoever can
 * read the file {@code administration.json} in the data directory. Its threads are its own, so that
 * it answers when the server is busy.
 */
public final class AdministrationServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdministrationServer.class);

  private static final int TOKEN_BYTES = 32;
  private static final int KIB = 1024;
  private static final HttpConfig CONFIG =
      new HttpConfig(
          "127.0.0.1",
          0,
          Optional.empty(),
          64 * KIB,
          64 * KIB,
          8,
          0,
          64,
          16 * KIB,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  private final HttpServer server;
  private final AdministrationHandler handler;
  private final AdministrationFile file;
  private final AdministrationFile.Access access;

  private AdministrationServer(
      HttpServer server,
      AdministrationHandler handler,
      AdministrationFile file,
      AdministrationFile.Access access) {
    this.server = server;
    this.handler = handler;
    this.file = file;
    this.access = access;
  }

  /**
   * Starts it and writes the file.
   *
   * @param dataDirectory exists, and is this process's own
   */
  public static AdministrationServer start(Path dataDirectory, Administration administration) {
    requireNonNull(administration, "administration is null");
    String token = newToken();
    AdministrationHandler handler = new AdministrationHandler(administration, token, 64 * KIB);
    HttpServer server = HttpServer.start(CONFIG, "admin", handler);
    AdministrationFile.Access access =
        new AdministrationFile.Access(server.address().toString(), token);
    AdministrationFile file = new AdministrationFile(dataDirectory);
    try {
      file.write(access);
    } catch (AdministrationException e) {
      server.close();
      throw e;
    }
    return new AdministrationServer(server, handler, file, access);
  }

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  /** Removes the file and stops. */
  @Override
  public void close() {
    try {
      file.remove(access);
    } catch (AdministrationException e) {
      log.warn("{}", e.getMessage());
    }
    server.close();
    handler.close();
  }

  private static String newToken() {
    byte[] bits = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
