package org.messagingagent.server.store.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;

/** What the inbox does in the same way on both databases: all but finding what is ready. */
public abstract class SqlInboxStore implements InboxStore {

  private final Readers readers;
  private final GroupCommit commits;
  private final Dialect dialect;
  private final Supplier<Map<CountKey, Long>> numbers;
  private final IncomingRecords records;

  /**
   * @param numbers what is counted, of all nodes
   */
  protected SqlInboxStore(
      Readers readers,
      GroupCommit commits,
      Dialect dialect,
      Supplier<Map<CountKey, Long>> numbers) {
    this.readers = readers;
    this.commits = commits;
    this.dialect = dialect;
    this.numbers = numbers;
    records = new IncomingRecords(readers, dialect);
  }

  @Override
  public final CompletionStage<Acceptance> accept(NewIncoming message) {
    return commits.submit(new WriteCommand.Accept(message));
  }

  @Override
  public final List<String> pluginsWithWaiting() {
    return counts().entrySet().stream()
        .filter(plugin -> plugin.getValue().containsKey(MessageState.WAITING))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public final CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    if (state != MessageState.HANDLED && state != MessageState.DEAD) {
      throw new IllegalArgumentException("A message ends HANDLED or DEAD, not " + state);
    }
    return commits.submit(new WriteCommand.Finish(id, epoch, state, failures, reason, now));
  }

  @Override
  public final CompletionStage<Boolean> postpone(
      long id, long epoch, int failures, String reason, Instant due) {
    return commits.submit(new WriteCommand.Postpone(id, epoch, failures, reason, due));
  }

  @Override
  public final Map<String, Map<MessageState, Long>> counts() {
    return IncomingRecords.counts(numbers.get());
  }

  @Override
  public final List<IncomingRecord> list(IncomingFilter filter, long before, int limit) {
    return records.list(filter, before, limit);
  }

  @Override
  public final Matches matching(IncomingFilter filter, long after, long upTo, int scan) {
    return readers.read(
        statements -> IncomingSteps.read(filter, after, upTo, scan, dialect, statements));
  }

  @Override
  public final List<PartitionQueue> partitions(String plugin) {
    return readers.read(statements -> QueueRows.partitions(plugin, statements));
  }

  @Override
  public final Optional<IncomingRecord> find(long id) {
    return records.find(id);
  }

  @Override
  public final CompletionStage<Optional<Retried>> retry(long id, Instant now) {
    return commits.submit(new WriteCommand.Retry(id, now));
  }

  @Override
  public final CompletionStage<Optional<MessageState>> discard(
      long id, String reason, Instant now) {
    return commits.submit(new WriteCommand.Discard(id, reason, now));
  }

  @Override
  public final CompletionStage<Integer> purge(MessageState state, Instant endedBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeIncoming(state, endedBefore, limit));
  }

  @Override
  public final CompletionStage<Integer> eraseContent(
      MessageState state, Instant endedBefore, int limit) {
    return commits.submit(new WriteCommand.EraseContent(state, endedBefore, limit));
  }

  @Override
  public final CompletionStage<Integer> purgeGatewayIds(Instant receivedBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeGatewayIds(receivedBefore, limit));
  }
}
