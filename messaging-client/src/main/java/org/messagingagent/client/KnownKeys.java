package org.messagingagent.client;

/**
 * Whether the server knows idempotency keys, which it says in each answer to a SOAP request. Safe
 * for use by many threads.
 */
final class KnownKeys {

  private static final String HEADER = "Accept-Idempotency-Key";

  private volatile boolean known;

  /** Looks at an answer. What was said once holds: the address leads to the same service. */
  void seen(HttpAnswer answer) {
    if (!known && answer.header(HEADER, "").equals("true")) {
      known = true;
    }
  }

  /** Whether the server has said so. */
  boolean known() {
    return known;
  }
}
