package org.messagingagent.plugin.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a plugin from several threads at once. */
final class MessagingPluginCalls {

  private static final int THREADS = 4;
  private static final int CALLS = 10;
  private static final int SECONDS = 60;

  private MessagingPluginCalls() {}

  /** A call with a number of its own. */
  interface Call<T> {
    T call(int number) throws Exception;
  }

  /** What the calls answered; what one of them threw is thrown on. */
  static <T> List<T> atOnce(Call<T> call) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<List<T>>> results = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = 1 + thread * CALLS;
        results.add(threads.submit(() -> inOneThread(start, first, call)));
      }
      List<T> all = new ArrayList<>();
      for (Future<List<T>> result : results) {
        all.addAll(result.get(SECONDS, TimeUnit.SECONDS));
      }
      return all;
    } catch (ExecutionException e) {
      throw new AssertionError("The plugin threw " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("The plugin did not answer within %d s".formatted(SECONDS), e);
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(SECONDS, TimeUnit.SECONDS);
    }
  }

  private static <T> List<T> inOneThread(CyclicBarrier start, int first, Call<T> call)
      throws Exception {
    start.await(SECONDS, TimeUnit.SECONDS);
    List<T> answers = new ArrayList<>();
    for (int number = first; number < first + CALLS; number++) {
      answers.add(call.call(number));
    }
    return answers;
  }
}
