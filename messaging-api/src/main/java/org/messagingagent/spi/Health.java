package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

/**
 * How a plugin is doing.
 *
 * @param status whether it can work
 * @param detail why, in words for an operator; empty where there is nothing to say
 */
public record Health(Status status, String detail) {

  /** Whether a plugin can work. */
  public enum Status {
    /** It works. */
    UP,
    /** It works, and something is wrong, such as one of two connections that is down. */
    DEGRADED,
    /** It cannot work now. */
    DOWN
  }

  private static final Health UP = new Health(Status.UP, "");

  public Health {
    requireNonNull(status, "status is null");
    requireNonNull(detail, "detail is null");
  }

  /** It works. */
  public static Health up() {
    return UP;
  }

  /** It works, with something to say. */
  public static Health up(String detail) {
    return new Health(Status.UP, detail);
  }

  /** It works, and something is wrong. */
  public static Health degraded(String detail) {
    return new Health(Status.DEGRADED, detail);
  }

  /** It cannot work now. */
  public static Health down(String detail) {
    return new Health(Status.DOWN, detail);
  }
}
