package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers an {@link Administration} over HTTP: to whoever can read the file {@code
 * administration.json} in the data directory, and to users who are operators. Its threads are its
 * own, so that it answers when the server is busy.
 */
public final class AdministrationServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdministrationServer.class);

  private static final int TOKEN_BYTES = 32;
  private static final int KIB = 1024;
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
   * @param administrations the administration in somebody's name
   * @throws org.messagingagent.server.http.HttpStartException where the address cannot be had
   */
  public static AdministrationServer start(
      Path dataDirectory,
      AdministrationConfig config,
      Function<Actor, Administration> administrations,
      OperatorLogOn operators) {
    requireNonNull(administrations, "administrations is null");
    String token = newToken();
    AdministrationHandler handler =
        new AdministrationHandler(
            administrations, new Authenticator(token, operators, System::nanoTime), 64 * KIB);
    HttpServer server = HttpServer.start(http(config), "admin", "messaging.admin", handler);
    AdministrationFile.Access access =
        new AdministrationFile.Access(reachableHere(server.address()).toString(), token);
    AdministrationFile file = new AdministrationFile(dataDirectory);
    try {
      file.write(access);
    } catch (AdministrationException e) {
      server.close();
      throw e;
    }
    if (!isLoopback(config.host())) {
      log.warn(
          "Administration listens at {}, which others reach, in plain HTTP: passwords can be read"
              + " on the way; put TLS or a tunnel before it (docs/operations.md, Administration)",
          server.address());
    }
    return new AdministrationServer(server, handler, file, access);
  }

  private static HttpConfig http(AdministrationConfig config) {
    return new HttpConfig(
        config.host(),
        config.port(),
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
  }

  /** Where this machine itself gets at it: one does not connect to "all addresses". */
  private static URI reachableHere(URI address) {
    return switch (address.getHost()) {
      case "0.0.0.0" -> URI.create("http://127.0.0.1:" + address.getPort());
      case "[::]" -> URI.create("http://[::1]:" + address.getPort());
      default -> address;
    };
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
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
