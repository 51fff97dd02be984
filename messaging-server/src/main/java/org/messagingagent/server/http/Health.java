package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Whether the server lives and can work. Anybody may ask: nothing here names files, addresses or
 * messages. Safe for use by many threads; asked often, so it should be cheap.
 */
public interface Health {

  /** False where only a new process helps. */
  boolean live();

  /** What was looked at, by name. */
  List<Check> checks();

  /** What was found. */
  enum Status {
    OK,
    /** The server works, and somebody should look. */
    DEGRADED,
    /** The server should get no requests now. */
    FAILED
  }

  /**
   * One thing that was looked at.
   *
   * @param name one word
   * @param detail a few words; empty where all is well
   */
  record Check(String name, Status status, String detail) {

    public Check {
      requireNonNull(name, "name is null");
      requireNonNull(status, "status is null");
      requireNonNull(detail, "detail is null");
    }

    /** All is well. */
    public static Check ok(String name) {
      return new Check(name, Status.OK, "");
    }
  }
}
