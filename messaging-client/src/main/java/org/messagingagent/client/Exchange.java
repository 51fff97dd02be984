package org.messagingagent.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One request and its answer: waits for its turn, sends, and reads what comes, within a time. All
 * of it happens in the steps of one call.
 */
final class Exchange<T> {

  private final SoapRequest<T> request;
  private final Http http;
  private final Gate gate;
  private final KnownKeys keys;
  private final Steps steps;
  private final Duration atMost;
  private final Deadline deadline;
  private final Failures failures;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private CompletableFuture<Void> turn;
  private Runnable noLonger = () -> {};
  private Post post;

  Exchange(
      SoapRequest<T> request, Http http, Gate gate, KnownKeys keys, Steps steps, Duration atMost) {
    this.request = request;
    this.http = http;
    this.gate = gate;
    this.keys = keys;
    this.steps = steps;
    this.atMost = atMost;
    this.deadline = Deadline.in(atMost);
    this.failures = new Failures(request.address(), request.effect());
  }

  /**
   * Begins.
   *
   * @return completes in a step, exceptionally with a {@link MessagingClientException}
   */
  CompletableFuture<T> start() {
    noLonger = steps.after(atMost, this::tooLate);
    turn = gate.enter();
    if (turn.isDone()) {
      send(null);
    } else {
      turn.whenCompleteAsync((entered, refused) -> send(refused), steps);
    }
    return result;
  }

  /** Breaks off; the result says what is known of the outcome. */
  void stop(String why) {
    end(failures.stopped(isSent(), why));
  }

  private void tooLate() {
    end(post == null ? failures.noTurn(atMost) : failures.tooLate(post.wasSent(), atMost));
  }

  private boolean isSent() {
    return post != null && post.wasSent();
  }

  private void send(Throwable refused) {
    if (result.isDone()) {
      return;
    }
    if (turn.isCompletedExceptionally()) {
      fail(refused == null ? turn.handle((entered, failure) -> failure).join() : refused);
      return;
    }
    try {
      post = http.post(request.http(), request.body());
    } catch (RuntimeException e) {
      gate.leave();
      fail(failures.of(e, false));
      return;
    }
    post.answer().whenCompleteAsync(this::answered, steps);
  }

  private void answered(HttpAnswer answer, Throwable failure) {
    if (result.isDone()) {
      return;
    }
    gate.leave();
    if (failure != null) {
      fail(failures.of(failure, post.wasSent()));
      return;
    }
    keys.seen(answer);
    T value;
    try {
      value = new AnswerReader<>(request, failures, deadline).read(answer);
    } catch (MessagingClientException e) {
      fail(e);
      return;
    } catch (RuntimeException | Error e) {
      fail(failures.lost("gave an answer that this client cannot take", e));
      return;
    }
    noLonger.run();
    result.complete(value);
  }

  private void end(MessagingClientException failure) {
    if (result.isDone()) {
      return;
    }
    if (post != null) {
      post.cancel();
      gate.leave();
    } else if (!turn.cancel(false) && !turn.isCompletedExceptionally()) {
      gate.leave(); // the turn has come, and will not be used
    }
    fail(failure);
  }

  private void fail(Throwable failure) {
    noLonger.run();
    result.completeExceptionally(
        failure instanceof CompletionException ? failure.getCause() : failure);
  }
}
