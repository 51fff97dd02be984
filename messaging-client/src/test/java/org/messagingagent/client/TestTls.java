package org.messagingagent.client;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The certificates for tests. */
public final class TestTls {

  public static final String PASSWORD = "changeit";
  public static final Path AUTHORITY = file("ca.pem");
  public static final Path GOOD = file("good.p12");
  public static final Path STRANGER = file("stranger.p12");

  private TestTls() {}

  private static Path file(String name) {
    return Path.of("src", "test", "resources", "tls", name);
  }

  /** A server's side, with the key in this file; trusts the authority's clients. */
  public static SSLContext server(Path keys) {
    return Tls.context(
        Optional.of(Tls.trusting(AUTHORITY)), Optional.of(Tls.showing(keys, PASSWORD)));
  }
}
