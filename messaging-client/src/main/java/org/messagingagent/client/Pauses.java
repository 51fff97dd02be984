package org.messagingagent.client;

import java.time.Duration;

/** How the client waits between attempts. */
@FunctionalInterface
interface Pauses {
  void pause(Duration time) throws InterruptedException;
}
