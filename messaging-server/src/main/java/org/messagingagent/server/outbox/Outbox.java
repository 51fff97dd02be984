package org.messagingagent.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.DaemonThreads;

/**
 * Sends messages through plugins. Each message is on disk before its plugin is called; what the
 * plugin answers is on disk before the caller hears of it. Nothing is sent again by itself once a
 * plugin may have sent it. Safe for use by many threads.
 */
public final class Outbox implements AutoCloseable {

  private static final long IDLE_THREAD_SECONDS = 30;

  /** How much longer than the plugin's deadline a caller waits for the disk. */
  private static final Duration DISK_TIME = Duration.ofSeconds(5);

  /** How long a caller waits for its messages to be recorded before anything is sent. */
  private static final Duration RECORD_TIME = Duration.ofSeconds(30);

  private final OutboxStore store;
  private final OutboxConfig config;
  private final Clock clock;
  private final SettlementWriter writer;
  private final Map<String, ThreadPoolExecutor> threads = new ConcurrentHashMap<>();
  private final Map<KeyOfCall, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

  public Outbox(OutboxStore store, OutboxConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.writer = new SettlementWriter(store);
  }

  /**
   * Sends, within the configured deadline, and tells what became of each message, in order.
   *
   * <p>A request with a key that was seen before is not sent again: the answer is what is known of
   * the first one's messages, after that has ended.
   *
   * @throws KeyReusedException where the request's key belongs to another request
   * @throws StoreException where the messages could not be recorded; nothing was sent then
   * @throws InterruptedException where the server stops meanwhile
   */
  public List<OutgoingStatus> send(SendRequest request) throws InterruptedException {
    if (request.requestKey().isEmpty()) {
      return recordAndSend(request);
    }
    KeyOfCall key = KeyOfCall.of(request.requestKey().get());
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> first = running.putIfAbsent(key, mine);
    if (first != null) {
      awaitEnd(first);
      return recordAndSend(request);
    }
    try {
      return recordAndSend(request);
    } finally {
      running.remove(key, mine);
      mine.complete(null);
    }
  }

  /** Takes no new calls to plugins; those that run have been waited for by their callers. */
  @Override
  public void close() {
    threads.values().forEach(ThreadPoolExecutor::shutdownNow);
    writer.close();
  }

  private List<OutgoingStatus> recordAndSend(SendRequest request) throws InterruptedException {
    long deadline = System.nanoTime() + config.deadline().toNanos();
    Recording recording = record(request);
    return switch (recording.kind()) {
      case KEY_REUSED -> throw new KeyReusedException();
      case REPEATED -> known(recording.messagingIds());
      case RECORDED -> sendNow(request, recording.messagingIds(), deadline);
    };
  }

  private List<OutgoingStatus> sendNow(SendRequest request, List<Integer> ids, long deadline)
      throws InterruptedException {
    SendCall call =
        new SendCall(
            request, ids, writer, config, clock, threadsFor(request.plugin().name()), deadline);
    List<SendCall.Settled> settled = call.run();
    long diskDeadline = System.nanoTime() + DISK_TIME.toNanos();
    List<OutgoingStatus> statuses = new ArrayList<>(settled.size());
    for (SendCall.Settled one : settled) {
      statuses.add(onDisk(one, diskDeadline));
    }
    return statuses;
  }

  /** The status as recorded; where the disk does not take it in time, as the plugin told it. */
  private static OutgoingStatus onDisk(SendCall.Settled settled, long diskDeadline)
      throws InterruptedException {
    try {
      long wait = Math.max(0, diskDeadline - System.nanoTime());
      return settled.recorded().get(wait, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return settled.told();
    }
  }

  private List<OutgoingStatus> known(List<Integer> ids) {
    Map<Integer, OutgoingStatus> statuses = store.statuses(ids);
    return ids.stream()
        .map(
            id ->
                statuses.getOrDefault(
                    id,
                    new OutgoingStatus(
                        id, "", OutgoingState.SETTLED, 0, "The record of this message is gone")))
        .toList();
  }

  private void awaitEnd(CompletableFuture<Void> first) throws InterruptedException {
    try {
      first.get(config.deadline().plus(DISK_TIME).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What is known by now is the best answer there is.
      return;
    }
  }

  private ThreadPoolExecutor threadsFor(String plugin) {
    return threads.computeIfAbsent(
        plugin,
        name -> {
          ThreadPoolExecutor pool =
              new ThreadPoolExecutor(
                  config.threadsPerPlugin(),
                  config.threadsPerPlugin(),
                  IDLE_THREAD_SECONDS,
                  TimeUnit.SECONDS,
                  new LinkedBlockingQueue<>(),
                  DaemonThreads.named("send-" + name));
          pool.allowCoreThreadTimeOut(true);
          return pool;
        });
  }

  private NewOutgoing toRecord(SendRequest request) {
    return new NewOutgoing(
        request.plugin().name(),
        request.user(),
        request.messages().stream()
            .map(item -> new NewOutgoing.Entry(item.parentMessagingId(), item.format()))
            .toList(),
        clock.instant(),
        request.requestKey());
  }

  private Recording record(SendRequest request) throws InterruptedException {
    CompletableFuture<Recording> stage = store.record(toRecord(request)).toCompletableFuture();
    try {
      return stage.get(RECORD_TIME.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException storeException) {
        throw storeException;
      }
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      stage.thenAccept(recording -> settleUnsent(request, recording));
      throw new StoreException("The store did not record outgoing messages in time");
    }
  }

  /** The messages were recorded after the caller had been told that nothing was sent. */
  private void settleUnsent(SendRequest request, Recording recording) {
    if (recording.kind() != Recording.Kind.RECORDED) {
      return;
    }
    for (int id : recording.messagingIds()) {
      writer.write(
          request.plugin().name(),
          new Settlement(
              id,
              OutgoingState.SETTLED,
              0,
              List.of(),
              "",
              StatusText.NOT_SENT + "the server's disk was too slow",
              0,
              clock.instant()));
    }
  }

  private record KeyOfCall(String user, String operation, String key) {

    static KeyOfCall of(RequestKey key) {
      return new KeyOfCall(key.user(), key.operation(), key.key());
    }
  }

  /** The request's key belongs to a request with other arguments. */
  public static final class KeyReusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyReusedException() {
      super("The key belongs to another request", null, false, false);
    }
  }
}
