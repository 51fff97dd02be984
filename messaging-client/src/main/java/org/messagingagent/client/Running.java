package org.messagingagent.client;

import java.util.concurrent.CompletableFuture;

/** Something under way, made of steps. All its methods are called from steps. */
interface Running<T> {

  void start();

  /**
   * Breaks it off, or has it end as soon as it starts; the result says what is known then. Without
   * effect where it has ended.
   */
  void stop(String why);

  /** Completes in a step; exceptionally with a {@link MessagingClientException}. */
  CompletableFuture<T> result();
}
