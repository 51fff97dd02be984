package org.messagingagent.server.http;

/** Answers exchanges. Safe for use by many threads. */
@FunctionalInterface
public interface HttpHandler {

  /** Answers the exchange, in this thread or later in another. */
  void handle(Exchange exchange);
}
