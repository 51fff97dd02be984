package org.messagingagent.server.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The durable queue between the callers and the plugins. Safe for use by many threads.
 *
 * <p>A message is <em>ready</em> when it is waiting, its next attempt is due, and no message of the
 * same plugin and session that was accepted before it is waiting. So of each session at most one
 * message is ready, and a session whose first message waits for its next attempt has none.
 */
public interface InboxStore {

  /**
   * Stores a message. Once the stage completes, it survives a crash.
   *
   * <p>In the same commit: where it has a session key, the newest outgoing message of the same
   * session becomes Replied and its parent, of the plugin that submitted it, or else of the one
   * that handles it; where it has a request key that is known with the same arguments, nothing is
   * stored and the stage answers as before; with other arguments the answer is {@link
   * Acceptance.Kind#KEY_REUSED}, and nothing is stored. Where its origin has a gateway id that is
   * known, nothing is stored and the stage answers as before, whatever else differs.
   */
  CompletionStage<Acceptance> accept(NewIncoming message);

  /**
   * Who is told, after each commit and on the store's thread, which messages became ready by it:
   * new ones, and those whose session went on. Set once, before the first {@link #accept}. The
   * listener may ignore what it has no room for: {@link #ready} gives it again.
   */
  void onReady(Consumer<List<StoredIncoming>> listener);

  /**
   * Who is told, on a thread of the store's, that messages of this plugin may have become ready
   * that were not announced by {@link #onReady}, such as those that another node accepted: the
   * store has to be looked at again. Set once, before the first {@link #accept}.
   */
  void onElsewhere(Consumer<String> listener);

  /**
   * How often {@link #ready} should be asked, for what is not announced: what became due by another
   * node, or an announcement that was lost. The less a store misses, the longer.
   */
  default Duration pollInterval() {
    return Duration.ofSeconds(1);
  }

  /**
   * The same store, for who handles the messages of one plugin: what is done through it concerns
   * that plugin's messages alone.
   */
  default InboxStore of(String plugin) {
    return this;
  }

  /**
   * Messages of a plugin that are ready at this time, about longest due first.
   *
   * @param partitions only those of these; the caller's node owns them
   * @param excluded ids to leave out, such as those that are being handled
   * @param maxMessages at most so many
   * @param maxBytes stops after the message that goes over this, by {@link StoredIncoming#size()}
   */
  Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes);

  /** The plugins that have waiting messages. */
  List<String> pluginsWithWaiting();

  /**
   * Ends a message: HANDLED, or DEAD with a reason. The session's next message becomes ready.
   *
   * @param epoch the message's, see {@link StoredIncoming#epoch}
   * @return false where the message was not waiting any more, or its partition was lost since it
   *     was read; nothing was changed then
   */
  CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now);

  /**
   * Records a failed attempt and when the next one is due. Later messages of the session wait.
   *
   * @param epoch the message's, see {@link StoredIncoming#epoch}
   * @return false where the message was not waiting any more, or its partition was lost since it
   *     was read; nothing was changed then
   */
  CompletionStage<Boolean> postpone(long id, long epoch, int failures, String reason, Instant due);

  /** How many messages a plugin has in each state; states with none are absent. */
  Map<String, Map<MessageState, Long>> counts();

  /**
   * A page of messages, newest first.
   *
   * @param before only ids below this one; {@link Long#MAX_VALUE} for the first page
   * @param limit 1 to 1,000
   */
  List<IncomingRecord> list(IncomingFilter filter, long before, int limit);

  /**
   * A step through the messages that match, the oldest first, which takes a bounded time however
   * few match.
   *
   * @param after only ids above this one; 0 for the first step
   * @param upTo only ids up to this one; {@link Long#MAX_VALUE} for all
   * @param scan how many messages are looked at, 1 to 10,000
   */
  Matches matching(IncomingFilter filter, long after, long upTo, int scan);

  /**
   * When the message of this plugin that has been due for the longest became due, or the next one
   * will be; empty where none waits.
   */
  Optional<Instant> oldestDue(String plugin);

  /**
   * The waiting messages of a plugin by partition, those without any left out. Reads them all, so
   * it may take seconds where millions wait.
   */
  List<PartitionQueue> partitions(String plugin);

  /** One message with its content, where that was not erased. */
  Optional<IncomingRecord> find(long id);

  /**
   * The waiting message of this session whose turn it is: the others that wait come after it. Empty
   * where none of the session waits.
   */
  OptionalLong turnOf(String plugin, String sessionKey);

  /**
   * By an operator: a dead or discarded message is handled again, with its failures forgotten; one
   * that waits for its next attempt is due now. Where another message of its session has its turn,
   * it comes next after that one, so that two of a session are never handled at once.
   *
   * @return what became of it, or empty where there is no such message; a handled one is unchanged,
   *     and so is a discarded one whose content was erased
   */
  CompletionStage<Optional<Retried>> retry(long id, Instant now);

  /**
   * By an operator: a waiting or dead message is put aside, and its session goes on. Fails with
   * {@link HeldElsewhereException} where another node may be handling it; of this node only the
   * caller can know.
   *
   * @return the state it was in, or empty where there is no such message; a handled one is
   *     unchanged
   */
  CompletionStage<Optional<MessageState>> discard(long id, String reason, Instant now);

  /**
   * Deletes messages that ended in this state before this time, those first that ended first.
   *
   * @param state not WAITING: what is not finished is never deleted
   * @param limit at most so many, at least 1
   * @return how many were deleted; 0 when there are no more
   */
  CompletionStage<Integer> purge(MessageState state, Instant endedBefore, int limit);

  /**
   * Erases the texts of messages that ended in this state before this time; the rest of them stays.
   * Goes on where the last call for the state stopped, so no call looks at more messages than it
   * erases. Where a message ends with a time before that, its texts are erased only with the rest.
   *
   * @param state HANDLED or DISCARDED: a dead message can be retried, and keeps its texts
   * @param limit at most so many, at least 1
   * @return how many were erased; 0 when there are no more
   */
  CompletionStage<Integer> eraseContent(MessageState state, Instant endedBefore, int limit);

  /**
   * Forgets gateway ids whose message came before this time, from the oldest on, at most {@code
   * limit}.
   *
   * @return how many; 0 when there are no more
   */
  CompletionStage<Integer> purgeGatewayIds(Instant receivedBefore, int limit);

  /**
   * What is ready.
   *
   * @param nextDue when the next message of these partitions becomes due, of those that are not due
   *     yet; may be absent, or later than that, where no more were asked for than are due
   */
  record Ready(List<StoredIncoming> messages, Optional<Instant> nextDue) {}

  /**
   * What accepting a message led to.
   *
   * @param messageId the message, also where this was a repeat; 0 for KEY_REUSED
   */
  record Acceptance(Kind kind, long messageId) {
    /** What accepting a message led to. */
    public enum Kind {
      STORED,
      REPEATED,
      KEY_REUSED
    }
  }

  /**
   * Which messages to list; empty means any.
   *
   * @param plugin exact name
   * @param reason a part of the reason; letter case does not matter, for letters beyond ASCII only
   *     where the database knows them
   * @param receivedAfter received at this time or later
   * @param receivedBefore received before this time
   */
  record IncomingFilter(
      Optional<String> plugin,
      Optional<MessageState> state,
      Optional<String> sessionKey,
      Optional<String> reason,
      Optional<Instant> receivedAfter,
      Optional<Instant> receivedBefore) {

    /** Whatever its reason and age. */
    public IncomingFilter(
        Optional<String> plugin, Optional<MessageState> state, Optional<String> sessionKey) {
      this(plugin, state, sessionKey, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * What a step found.
   *
   * @param ids ascending
   * @param next from where the next step goes on; empty where this was the last one
   */
  record Matches(List<Long> ids, OptionalLong next) {}

  /**
   * What waits in a partition.
   *
   * @param oldestDue as {@link #oldestDue}; empty where all of them wait for others
   */
  record PartitionQueue(int partition, long waiting, Optional<Instant> oldestDue) {}

  /**
   * A message as an operator sees it.
   *
   * @param due when its next attempt is due; empty where it waits for another of its session, or
   *     has ended
   * @param content only from {@link #find}, and empty there where it was erased; empty in lists
   */
  record IncomingRecord(
      long id,
      String plugin,
      MessageState state,
      String sessionKey,
      OptionalInt parentMessagingId,
      String user,
      Instant receivedAt,
      Optional<Instant> due,
      Optional<Instant> endedAt,
      int failures,
      String reason,
      Optional<Content> content) {}

  /**
   * What asking for a message to be handled again led to.
   *
   * @param before the state it was in
   * @param waits whether it waits now; false where it is unchanged
   */
  record Retried(MessageState before, boolean waits) {}

  /** The texts of a message. */
  record Content(String from, String to, String content, String format) {}
}
