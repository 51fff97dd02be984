package org.messagingagent.server.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Hears of what happens to messages, such as for a screen or a counter. Each listener has a thread
 * of its own, in which its methods are called one after the other, so a slow one holds up nobody
 * but itself. An exception is logged, and the next event comes.
 *
 * <p>Events are told after what they tell of is on disk, in the order of the commits. Only where a
 * message is handled in the very moment in which it was stored may {@link #accepted} come after
 * {@link #handled}. On several nodes each tells what it did itself.
 *
 * <p>Events are for information: they are kept in memory, at most {@value #MOST_WAITING} for each
 * listener. A listener that does not keep up misses those that come then, and is told by {@link
 * #missed} how many; no message is lost or late for that. At a stop, what waits is told still, for
 * a few seconds. Who must do something for each message writes a plugin: it is called until it says
 * that the message is done.
 */
public interface MessageListener {

  /** How many events wait for a listener; more are missed. */
  int MOST_WAITING = 10_000;

  /**
   * An incoming message was stored. Repeats of a request tell nothing, and neither do messages that
   * the application stored in a transaction of its own, which it knows of.
   */
  default void accepted(Accepted event) {}

  /** An incoming message was handled by its plugin, and that is on record. */
  default void handled(Handled event) {}

  /** An incoming message was given up; operators may have it handled again. */
  default void dead(Dead event) {}

  /** A delivery report came, from a plugin's gateway or from a caller. */
  default void receipt(Receipt event) {}

  /**
   * Events were left out because this listener did not keep up. Called before the next one that is
   * told.
   *
   * @param events how many, 1 or more
   */
  default void missed(long events) {}

  /**
   * An incoming message was stored.
   *
   * @param messageId positive and unique
   * @param sessionKey empty where it belongs to no conversation
   * @param submitter the user, the trusted caller or the plugin that handed it in
   */
  record Accepted(
      long messageId, String plugin, String sessionKey, String submitter, Instant receivedAt) {

    public Accepted {
      requireNonNull(plugin, "plugin is null");
      requireNonNull(sessionKey, "sessionKey is null");
      requireNonNull(submitter, "submitter is null");
      requireNonNull(receivedAt, "receivedAt is null");
    }
  }

  /**
   * An incoming message was handled.
   *
   * @param failures how many attempts failed before
   */
  record Handled(long messageId, String plugin, int failures, Instant at) {

    public Handled {
      requireNonNull(plugin, "plugin is null");
      requireNonNull(at, "at is null");
    }
  }

  /**
   * An incoming message was given up.
   *
   * @param failures how many attempts failed
   * @param reason the last one's, in the plugin's words
   */
  record Dead(long messageId, String plugin, int failures, String reason, Instant at) {

    public Dead {
      requireNonNull(plugin, "plugin is null");
      requireNonNull(reason, "reason is null");
      requireNonNull(at, "at is null");
    }
  }

  /**
   * A delivery report came.
   *
   * @param externalMessageId the gateway's
   * @param status 0 error, 1 sent, 2 delivery error, 3 received, 4 replied
   * @param description empty where there is none
   * @param applied whether a message has this status now; else it has a better one already, or is
   *     not known yet and gets it when it appears
   */
  record Receipt(
      String plugin,
      String externalMessageId,
      int status,
      String description,
      boolean applied,
      Instant receivedAt) {

    public Receipt {
      requireNonNull(plugin, "plugin is null");
      requireNonNull(externalMessageId, "externalMessageId is null");
      requireNonNull(description, "description is null");
      requireNonNull(receivedAt, "receivedAt is null");
    }
  }
}
