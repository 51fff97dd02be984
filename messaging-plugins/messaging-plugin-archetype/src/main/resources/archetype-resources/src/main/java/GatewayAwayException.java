package ${package};

import java.io.IOException;

/** The gateway could not be reached: it certainly got nothing. */
final class GatewayAwayException extends IOException {

  private static final long serialVersionUID = 1L;

  GatewayAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
