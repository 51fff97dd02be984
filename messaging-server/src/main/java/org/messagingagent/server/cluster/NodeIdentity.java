package org.messagingagent.server.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.StoreException;

/**
 * Who this node is: the same each time it starts on the same data directory.
 *
 * @param name as operators see it
 * @param home stands for the data directory, which one process has at a time
 */
public record NodeIdentity(String name, String home) {

  private static final String FILE = "node-id";
  private static final int BYTES = 8;
  private static final int SHOWN = 4;
  private static final int MAX_HOST = 50;

  /**
   * Reads who this node is, and decides it where it has not been.
   *
   * @param given the name that the operator chose
   * @throws StoreException where the data directory cannot be read or written
   */
  public static NodeIdentity in(DataDirectory directory, Optional<String> given) {
    String home = home(directory);
    return new NodeIdentity(
        given.orElseGet(() -> hostName() + "-" + home.substring(0, SHOWN)), home);
  }

  private static String home(DataDirectory directory) {
    Path file = directory.createFile(FILE);
    try {
      String kept = Files.readString(file, US_ASCII).strip();
      if (kept.matches("[0-9a-f]{%d}".formatted(2 * BYTES))) {
        return kept;
      }
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      String made = HexFormat.of().formatHex(random);
      Files.writeString(file, made + "\n", US_ASCII);
      return made;
    } catch (IOException e) {
      throw new StoreException(
          "The file %s cannot be read or written (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private static String hostName() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "node";
    }
    String fit = host.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return fit.isEmpty() ? "node" : fit.substring(0, Math.min(MAX_HOST, fit.length()));
  }
}
