package org.messagingagent.server.agent;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.messagingagent.server.store.CommitUnknownException;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the store, and makes its failures fit for callers: the details are for the log. Safe
 * for use by many threads.
 */
final class StoreCalls {

  private static final Logger log = LoggerFactory.getLogger(StoreCalls.class);
  private static final long DISK_SECONDS = 30;

  // A full disk fails every request, and the log may well be on it.
  private final LogThrottle storeLog = new LogThrottle(Duration.ofSeconds(10));

  private final String repeat;

  /**
   * @param repeat how a request is repeated of which it is not known whether it was stored
   */
  StoreCalls(String repeat) {
    this.repeat = repeat;
  }

  /**
   * What a write led to, once it is on disk.
   *
   * @param otherwise what it means for the caller where the write fails
   */
  <T> T onDisk(CompletionStage<T> stage, String otherwise) {
    try {
      return stage.toCompletableFuture().get(DISK_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommitUnknownException failure) {
        tell("It is not known whether the request was stored", failure);
        throw new OutcomeUnknownException(
            "The server's store did not say whether it has the request: " + repeat);
      }
      if (e.getCause() instanceof StoreException failure) {
        throw failed(failure, otherwise);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new OutcomeUnknownException(
          "The disk did not answer within %d s; whether the request was stored is not known: %s"
              .formatted(DISK_SECONDS, repeat));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(
          "The server stops; whether the request was stored is not known: " + repeat);
    }
  }

  /** What a read gives. */
  <T> T reading(Supplier<T> read, String otherwise) {
    try {
      return read.get();
    } catch (StoreException e) {
      throw failed(e, otherwise);
    }
  }

  /** What a failure of the store is to the caller. */
  MessagingException failed(StoreException failure, String otherwise) {
    if (failure instanceof StoreBusyException) {
      return new TryAgainException(otherwise + ": too many requests wait for the disk; try again");
    }
    tell(otherwise, failure);
    return new TryAgainException(otherwise + ": the server's store has a problem; try again later");
  }

  private void tell(String consequence, StoreException failure) {
    storeLog.log(
        suppressed -> log.error("{}: {}{}", consequence, failure.getMessage(), suppressed));
    log.debug("{}", consequence, failure);
  }
}
