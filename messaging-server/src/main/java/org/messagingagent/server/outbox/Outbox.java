package org.messagingagent.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginUser;
import org.messagingagent.server.plugin.Refusal;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.StoreException;

/**
 * Sends messages through plugins. Each message is on disk before its plugin is called; what the
 * plugin answers is on disk before the caller hears of it. Nothing is sent again by itself once a
 * plugin may have sent it. Safe for use by many threads.
 */
public final class Outbox implements PluginUser, AutoCloseable {

  /** How much longer than the plugin's deadline a caller waits for the disk. */
  private static final Duration DISK_TIME = Duration.ofSeconds(5);

  /** How long a caller waits for its messages to be recorded before anything is sent. */
  private static final Duration RECORD_TIME = Duration.ofSeconds(30);

  /** How long calls that were interrupted for a stop have to end. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private final OutboxStore store;
  private final OutboxConfig config;
  private final Clock clock;
  private final SettlementWriter writer;
  private final OverdueLog overdueLog = new OverdueLog();
  private final Map<InstalledPlugin, SendThreads> threads = new HashMap<>();
  private final Map<KeyOfCall, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
  private boolean closed; // guarded by threads

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

  @Override
  public void started(InstalledPlugin plugin) {
    // Its threads are made when it is first called.
  }

  /**
   * Begins no more calls of the plugin, and waits for those that run, at most the plugin's time
   * limit and the configured drain time. What still runs then is interrupted, and its messages are
   * unknown.
   */
  @Override
  public void stopping(InstalledPlugin plugin) {
    SendThreads stopped;
    synchronized (threads) {
      stopped = threads.remove(plugin);
    }
    if (stopped != null) {
      Duration limit = plugin.limits().sendTimeout();
      stop(
          List.of(stopped),
          limit.compareTo(config.drainTimeout()) < 0 ? limit : config.drainTimeout());
    }
  }

  /**
   * Begins no more calls of plugins, and gives up on those that run: their callers have waited for
   * them.
   */
  @Override
  public void close() {
    List<SendThreads> all;
    synchronized (threads) {
      closed = true;
      all = List.copyOf(threads.values());
    }
    stop(all, Duration.ZERO);
    overdueLog.close();
    writer.close();
  }

  private static void stop(List<SendThreads> stopped, Duration drain) {
    stopped.forEach(SendThreads::stopTaking);
    try {
      for (SendThreads each : stopped) {
        each.awaitCalls(drain);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopped.forEach(SendThreads::abandon);
    long lastMoment = System.nanoTime() + LAST_MOMENT.toNanos();
    try {
      for (SendThreads each : stopped) {
        each.awaitEnd(lastMoment);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a call of the plugin goes on that hands over this message. */
  boolean isWithPlugin(InstalledPlugin plugin, int messagingId) {
    SendThreads known;
    synchronized (threads) {
      known = threads.get(plugin);
    }
    return known != null && known.hasUnderWay(messagingId);
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
        new SendCall(request, ids, writer, config, clock, threadsFor(request.plugin()), deadline);
    List<SendItem.Settled> settled = call.run();
    long diskDeadline = System.nanoTime() + DISK_TIME.toNanos();
    List<OutgoingStatus> statuses = new ArrayList<>(settled.size());
    for (SendItem.Settled one : settled) {
      statuses.add(onDisk(one, diskDeadline));
    }
    return statuses;
  }

  /** The status as recorded; where the disk does not take it in time, as the plugin told it. */
  private static OutgoingStatus onDisk(SendItem.Settled settled, long diskDeadline)
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

  private SendThreads threadsFor(InstalledPlugin plugin) {
    synchronized (threads) {
      SendThreads known = threads.get(plugin);
      if (known != null) {
        return known;
      }
      SendThreads made = new SendThreads(plugin, overdueLog);
      if (closed || isStopping(plugin)) {
        // Nobody would let go of them any more.
        made.stopTaking();
      } else {
        threads.put(plugin, made);
      }
      return made;
    }
  }

  private static boolean isStopping(InstalledPlugin plugin) {
    return plugin
        .sending()
        .closed()
        .filter(refusal -> refusal.kind() == Refusal.Kind.STOPPING)
        .isPresent();
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
