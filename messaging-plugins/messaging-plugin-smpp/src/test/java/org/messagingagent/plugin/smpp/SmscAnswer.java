package org.messagingagent.plugin.smpp;

import java.util.concurrent.CountDownLatch;

/** What a {@link TestSmsc} does with a submit_sm. */
public sealed interface SmscAnswer {

  /** Takes it. */
  record Take() implements SmscAnswer {}

  /** Takes it, when the latch has reached zero. */
  record TakeLate(CountDownLatch when) implements SmscAnswer {}

  /** Refuses it with a command status. */
  record Refuse(int status) implements SmscAnswer {}

  /** Takes it, and never says so. */
  record Never() implements SmscAnswer {}

  /** Takes it, and loses the connection before it has said so. */
  record Drop() implements SmscAnswer {}
}
