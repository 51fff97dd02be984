package org.messagingagent.client;

/**
 * Told of each call when it has ended, for metrics and logs. Called by the thread that made the
 * call, or by one of the client's for an asynchronous call; by many at once. It has to be quick; an
 * exception from it is logged and changes nothing.
 */
@FunctionalInterface
public interface CallListener {

  /** A call has ended. Of a call that was split, each part counts as one. */
  void ended(CallReport call);
}
