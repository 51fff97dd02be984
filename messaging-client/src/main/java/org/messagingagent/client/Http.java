package org.messagingagent.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The JDK's HTTP client, and a way to end it. Up to Java 20 it has none: its thread and its
 * connections go when the garbage collector has found that nobody refers to it. That thread stops
 * when it is interrupted, and it is found because it belongs to a group that we made.
 */
final class Http {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ThreadGroup group;
  private final HttpClient client;
  private final int maxAnswerBytes;

  /** Set in a thread while it makes a request. */
  private final ThreadLocal<Boolean> sending;

  private Http(
      ThreadGroup group, HttpClient client, int maxAnswerBytes, ThreadLocal<Boolean> sending) {
    this.group = group;
    this.client = client;
    this.maxAnswerBytes = maxAnswerBytes;
    this.sending = sending;
  }

  static Http start(ClientThreads threads, HttpSettings settings) {
    ThreadLocal<Boolean> sending = new ThreadLocal<>();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .executor(task -> execute(task, sending, threads.workers()));
    builder.sslContext(settings.tls());
    settings.proxy().ifPresent(builder::proxy);
    ThreadGroup group = threads.group();
    return new Http(
        group, madeIn(group, threads, builder::build), settings.maxAnswerBytes(), sending);
  }

  Post post(HttpRequest.Builder request, byte[] body) {
    sending.set(true);
    try {
      return Post.send(client, request, body, maxAnswerBytes);
    } finally {
      sending.remove();
    }
  }

  /** What a thread does that makes a request it does itself, as {@link HttpClient#send} would. */
  private static void execute(Runnable task, ThreadLocal<Boolean> sending, Executor workers) {
    if (sending.get() == null) {
      workers.execute(task);
    } else {
      task.run();
    }
  }

  /** Ends the thread and the connections. */
  void close() {
    group.interrupt();
    Thread[] left = new Thread[8];
    int count = group.enumerate(left, false);
    for (int i = 0; i < count; i++) {
      try {
        left[i].join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Runs it in a thread of the group, so that threads it makes belong to the group too. */
  private static <T> T madeIn(ThreadGroup group, ClientThreads threads, Supplier<T> making) {
    Making<T> made = new Making<>(making);
    Thread thread = threads.daemon(group, made, "start");
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // it does not take long
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return made.result();
  }

  private static final class Making<T> implements Runnable {
    private final Supplier<T> making;
    private T made;
    private Throwable failure;

    Making(Supplier<T> making) {
      this.making = making;
    }

    @Override
    public void run() {
      try {
        made = making.get();
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    T result() {
      if (failure != null) {
        throw new IllegalStateException(
            "The HTTP client cannot start: " + failure.getMessage(), failure);
      }
      return made;
    }
  }
}
