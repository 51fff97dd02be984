package org.messagingagent.client;

import java.time.Duration;

/** What ends with a client when its calls have ended. */
record Closing(Http http, ClientThreads threads) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  void close() {
    http.close();
    threads.close(PATIENCE);
  }
}
