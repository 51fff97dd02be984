package org.messagingagent.server.store.engine;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.messagingagent.server.store.CommitUnknownException;
import org.messagingagent.server.store.CommitWatch;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the writes of many threads into few commits: one thread takes what has gathered while the
 * last commit ran, applies it in one transaction, commits, and then completes the stages. There is
 * no timer, so a lone write waits for nothing.
 *
 * <p>A write that fails before the commit does not fail its neighbours: the transaction is rolled
 * back and each write gets its own. A commit that fails fails all of its writes, with a {@link
 * CommitUnknownException} where they may be on disk all the same.
 */
public final class GroupCommit implements CommitWatch, AutoCloseable {

  /** The database that is written to; called from the writer thread alone. */
  public interface Database {

    /** Starts a transaction; connects first where the connection was lost. */
    void begin() throws SQLException;

    /**
     * Applies writes in the open transaction, and gives their results in the same order. Where it
     * throws, the transaction is rolled back.
     */
    List<Object> apply(List<WriteCommand<?>> commands) throws SQLException;

    void commit() throws SQLException;

    /** Forgets the transaction; never throws. */
    void rollback();

    /** After the stages of a commit have been completed: what else hangs on it. */
    void afterCommit();

    /** Whether this failure comes from the database's surroundings, and so concerns every write. */
    boolean isOutage(Throwable failure);

    /**
     * Whether nothing of the batch happened, and the cause may be gone by now: the batch is applied
     * again then, a few times.
     */
    default boolean mayRepeat(Throwable failure) {
      return false;
    }

    /** Whether a commit that failed so may be on disk all the same. */
    boolean mayBeCommitted(Throwable failure);

    /** The failure in words for an operator. */
    StoreException explain(Throwable failure);

    /** Closes what the writer has open; called at last. */
    void close();
  }

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  /** A batch that takes longer is told of. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  /** A batch that takes longer makes the server not ready. */
  private static final Duration STUCK = Duration.ofSeconds(10);

  /** Larger batches gain little, and make those that wait for the commit wait longer. */
  public static final int MAX_BATCH = 256;

  private static final int REPEATS = 3;

  private final Database database;
  private final int maxWrites;
  private final long maxBytes;
  private final ConcurrentLinkedQueue<Pending<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingWrites = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean idle = new AtomicBoolean();
  private final LogThrottle slowLog = new LogThrottle(Duration.ofSeconds(10));
  private final LongSupplier nanos;
  private final Thread writer;
  private volatile Listener listener = (writes, took) -> {};

  /** When the batch at hand was begun; empty where the writer waits. */
  private volatile OptionalLong begunAt = OptionalLong.empty();

  private volatile boolean closed;
  private volatile boolean ended;
  private volatile Optional<String> problem = Optional.empty();

  public GroupCommit(String threadName, Database database, int maxWrites, long maxBytes) {
    this(threadName, database, maxWrites, maxBytes, System::nanoTime);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public GroupCommit(
      String threadName, Database database, int maxWrites, long maxBytes, LongSupplier nanos) {
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.database = requireNonNull(database, "database is null");
    this.maxWrites = maxWrites;
    this.maxBytes = maxBytes;
    writer = new Thread(this::run, threadName);
    writer.setDaemon(true);
  }

  public void start() {
    writer.start();
  }

  /** Hands in a write. The stage completes on the writer thread, after the commit. */
  public <R> CompletionStage<R> submit(WriteCommand<R> command) {
    Pending<R> pending = new Pending<>(command, command.size());
    // Counted before the look at closed: the writer ends only when nothing is counted.
    if (waitingWrites.incrementAndGet() > maxWrites && !command.settles()) {
      waitingWrites.decrementAndGet();
      return CompletableFuture.failedFuture(
          new StoreBusyException(
              "%d writes are waiting for the database already; try again in a moment"
                  .formatted(maxWrites)));
    }
    long bytesBefore = waitingBytes.getAndAdd(pending.size);
    if (bytesBefore > 0 && bytesBefore + pending.size > maxBytes && !command.settles()) {
      release(pending);
      return CompletableFuture.failedFuture(
          new StoreBusyException(
              "%d bytes of messages are waiting for the database already; try again in a moment"
                  .formatted(bytesBefore)));
    }
    if (closed) {
      release(pending);
      return CompletableFuture.failedFuture(new StoreException("The store is closed"));
    }
    queue.add(pending);
    if (idle.get() && idle.compareAndSet(true, false)) {
      LockSupport.unpark(writer);
    }
    return pending.stage;
  }

  /**
   * Waits for a write. Not to be called on the store's thread.
   *
   * @throws StoreException where it failed
   */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw failure;
      }
      throw e;
    }
  }

  @Override
  public int waiting() {
    return waitingWrites.get();
  }

  @Override
  public boolean alive() {
    return !ended;
  }

  @Override
  public void onCommit(Listener told) {
    listener = requireNonNull(told, "told is null");
  }

  /**
   * Why the last batch could not be written, or that the one at hand takes too long; empty where
   * all is well, or there was none.
   */
  public Optional<String> problem() {
    return ended ? Optional.of("The store is closed") : problem.or(this::stuck);
  }

  private Optional<String> stuck() {
    OptionalLong begun = begunAt;
    long took = begun.isPresent() ? nanos.getAsLong() - begun.getAsLong() : 0;
    return took < STUCK.toNanos()
        ? Optional.empty()
        : Optional.of(
            "The database has not answered a write for %d s; see its disk, or the network to it"
                .formatted(Duration.ofNanos(took).toSeconds()));
  }

  /** Whether the calling thread is the writer, which must not wait for itself. */
  public boolean isWriterThread() {
    return Thread.currentThread() == writer;
  }

  /** Commits what was handed in, then ends the writer. Repeated calls wait for the same end. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    if (isWriterThread()) {
      return;
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true; // what was handed in has to be committed all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Pending<?>> batch = new ArrayList<>(MAX_BATCH);
    try {
      while (takeBatch(batch)) {
        begunAt = OptionalLong.of(nanos.getAsLong());
        try {
          write(batch, REPEATS, false);
          tellWhereSlow(batch.size());
        } catch (RuntimeException | Error e) { // as where memory is short: nobody else can write
          failAll(batch, e, true);
        } finally {
          begunAt = OptionalLong.empty();
        }
        batch.clear();
      }
    } finally {
      ended = true;
      database.close();
    }
  }

  private void tellWhereSlow(int writes) {
    Duration took = Duration.ofNanos(nanos.getAsLong() - begunAt.orElseThrow());
    if (took.compareTo(SLOW) > 0) {
      slowLog.log(
          suppressed ->
              log.warn(
                  "Writing {} changes to the database took {} ms; see its disk, or the network to it{}",
                  writes,
                  took.toMillis(),
                  suppressed));
    }
  }

  /** Waits for a write and takes what is there; false when the store is closed and all is done. */
  private boolean takeBatch(List<Pending<?>> batch) {
    Pending<?> first = queue.poll();
    while (first == null) {
      if (closed && waitingWrites.get() == 0) {
        return false;
      }
      idle.set(true);
      first = queue.poll();
      if (first == null && !closed) {
        LockSupport.park(this);
        first = queue.poll();
      }
      idle.set(false);
    }
    for (Pending<?> next = first; next != null; next = queue.poll()) {
      batch.add(next);
      release(next);
      if (batch.size() == MAX_BATCH) {
        break;
      }
    }
    return true;
  }

  private void release(Pending<?> pending) {
    waitingBytes.addAndGet(-pending.size);
    waitingWrites.decrementAndGet();
  }

  /**
   * @param unsure whether a commit of the same writes may be on disk already
   */
  private void write(List<Pending<?>> batch, int repeats, boolean unsure) {
    List<Object> results;
    long start = System.nanoTime();
    try {
      database.begin();
    } catch (SQLException | RuntimeException | Error e) {
      database.rollback();
      failAll(batch, e, unsure);
      return;
    }
    try {
      results = apply(batch);
    } catch (SQLException | RuntimeException | Error e) {
      database.rollback();
      if (repeats > 0 && database.mayRepeat(e)) {
        log.debug("A batch of {} is written again: {}", batch.size(), e.getMessage());
        write(batch, repeats - 1, unsure);
      } else if (batch.size() == 1) {
        fail(batch.get(0), e, unsure);
      } else if (database.isOutage(e)) {
        // It would hit the others too, each after the time that the database waits for a lock.
        failAll(batch, e, unsure);
      } else {
        log.debug("A write failed; its batch of {} is written one by one", batch.size());
        for (Pending<?> pending : batch) {
          write(List.of(pending), REPEATS, unsure);
        }
      }
      return;
    }
    try {
      database.commit();
    } catch (SQLException | RuntimeException | Error e) {
      database.rollback();
      boolean unknown = unsure || database.mayBeCommitted(e);
      if (repeats > 0 && database.mayRepeat(e)) {
        log.debug("A batch of {} is written again: {}", batch.size(), e.getMessage());
        write(batch, repeats - 1, unknown);
      } else {
        failAll(batch, e, unknown);
      }
      return;
    }
    long took = System.nanoTime() - start;
    guarded(() -> listener.committed(batch.size(), took));
    if (problem.isPresent()) {
      problem = Optional.empty();
      log.info("The database takes writes again");
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).complete(results.get(i));
    }
    guarded(database::afterCommit);
  }

  /** Nothing that follows a commit may make its writes look failed. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      log.error("What follows a commit failed: {}", e.getMessage(), e);
    }
  }

  private List<Object> apply(List<Pending<?>> batch) throws SQLException {
    List<WriteCommand<?>> commands = new ArrayList<>(batch.size());
    for (Pending<?> pending : batch) {
      commands.add(pending.command);
    }
    return database.apply(commands);
  }

  private void failAll(List<Pending<?>> batch, Throwable cause, boolean unsure) {
    StoreException failure = explained(cause, unsure);
    reportOutage(failure, cause);
    for (Pending<?> pending : batch) {
      pending.stage.completeExceptionally(failure);
    }
  }

  private void fail(Pending<?> pending, Throwable cause, boolean unsure) {
    StoreException failure = explained(cause, unsure);
    if (database.isOutage(cause)) {
      reportOutage(failure, cause);
    }
    pending.stage.completeExceptionally(failure);
  }

  private StoreException explained(Throwable cause, boolean unsure) {
    StoreException failure = database.explain(cause);
    return unsure ? new CommitUnknownException(failure.getMessage(), failure) : failure;
  }

  private void reportOutage(StoreException failure, Throwable cause) {
    if (problem.isEmpty()) {
      boolean told = cause instanceof SQLException || cause instanceof StoreException;
      log.error("The database takes no writes: {}", failure.getMessage(), told ? null : cause);
      log.debug("The database takes no writes", cause);
    }
    problem = Optional.of(failure.getMessage());
  }

  /** A write and the stage that hangs on it. */
  private static final class Pending<R> {
    private final WriteCommand<R> command;
    private final long size;
    private final CompletableFuture<R> stage = new CompletableFuture<>();

    private Pending(WriteCommand<R> command, long size) {
      this.command = command;
      this.size = size;
    }

    @SuppressWarnings("unchecked") // the database answers each command with its result type
    private void complete(Object result) {
      stage.complete((R) result);
    }
  }
}
