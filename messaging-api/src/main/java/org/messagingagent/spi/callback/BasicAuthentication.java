package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Checks a user and password that came with a request (HTTP Basic, RFC 7617). Comparing takes the
 * same time wherever they differ. Immutable, safe for use by many threads.
 */
public final class BasicAuthentication {

  private final byte[] expected;

  /**
   * @param user without a colon; must not be empty
   * @param password must not be empty
   */
  public BasicAuthentication(String user, String password) {
    if (user.isEmpty() || user.indexOf(':') >= 0 || password.isEmpty()) {
      throw new IllegalArgumentException(
          "user and password must not be empty, and user must have no colon");
    }
    this.expected = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the request carries this user and password. */
  public boolean matches(CallbackRequest request) {
    String header = requireNonNull(request, "request is null").header("Authorization").orElse("");
    byte[] given = new byte[0];
    if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        given = Base64.getDecoder().decode(header.substring(6).trim());
      } catch (IllegalArgumentException e) {
        given = new byte[0];
      }
    }
    return MessageDigest.isEqual(expected, given);
  }

  /** 401 that asks for user and password. */
  public CallbackResponse challenge() {
    return CallbackResponse.unauthorized()
        .with("WWW-Authenticate", "Basic realm=\"gateway\", charset=\"UTF-8\"");
  }
}
