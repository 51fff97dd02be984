package org.messagingagent.client;

/** A call whose arguments have been checked. */
@FunctionalInterface
interface Prepared<T> {

  /** The call, to be started; in steps of its own. */
  Running<T> in(Steps steps);
}
