package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/**
 * Checks a user and password that came with a request (HTTP Basic, RFC 7617), in UTF-8. Comparing
 * takes the same time wherever they differ. Immutable, safe for use by many threads.
 */
public final class BasicAuthentication {

  private static final String SCHEME = "Basic ";
  private static final byte[] NOTHING = new byte[0];

  private final byte[] expected;

  /**
   * @param user without a colon; must not be empty
   * @param password must not be empty
   */
  public BasicAuthentication(String user, String password) {
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
    if (user.isEmpty() || user.indexOf(':') >= 0 || password.isEmpty()) {
      throw new IllegalArgumentException(
          "user and password must not be empty, and user must have no colon");
    }
    this.expected = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether the request carries this user and password. False where it has several Authorization
   * headers: a proxy before the server may have looked at another one.
   */
  public boolean matches(CallbackRequest request) {
    List<String> headers =
        requireNonNull(request, "request is null")
            .headers()
            .getOrDefault("Authorization", List.of());
    byte[] given = headers.size() == 1 ? credentials(headers.get(0).trim()) : NOTHING;
    return MessageDigest.isEqual(expected, given);
  }

  /** 401 that asks for user and password. */
  public CallbackResponse challenge() {
    return CallbackResponse.unauthorized()
        .with("WWW-Authenticate", "Basic realm=\"gateway\", charset=\"UTF-8\"");
  }

  private static byte[] credentials(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return NOTHING;
    }
    try {
      return Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }
}
