package org.messagingagent.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: gets a ticket, makes the request, once more with a fresh ticket where the server
 * refused the old one, and all of it again after a pause while that is safe and useful and there is
 * time. All of it happens in the steps of this call.
 */
final class RunningCall<R, T> implements Running<T> {

  private static final Logger log = LoggerFactory.getLogger(RunningCall.class);

  private final Operation<R, T> operation;
  private final Map<String, String> headers;
  private final CallContext context;
  private final Steps steps;
  private final Deadline deadline;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private int made;
  private boolean renewed;
  private boolean mayBeDone;
  private Optional<String> stopped = Optional.empty();

  /** How to end what the call waits for. */
  private Consumer<String> breakOff = why -> {};

  /**
   * @param headers sent with each request of the call
   */
  RunningCall(
      Operation<R, T> operation, Map<String, String> headers, CallContext context, Steps steps) {
    this.operation = operation;
    this.headers = headers;
    this.context = context;
    this.steps = steps;
    this.deadline = Deadline.in(context.totalTimeout());
  }

  @Override
  public CompletableFuture<T> result() {
    return result;
  }

  @Override
  public void start() {
    if (stopped.isPresent()) {
      fail(Failures.notSent(stopped.get()));
    } else {
      attempt();
    }
  }

  @Override
  public void stop(String why) {
    stopped = Optional.of(why);
    breakOff.accept(why);
  }

  private void attempt() {
    made++;
    renewed = false;
    exchangeWith(context.tickets().current());
  }

  private void exchangeWith(CompletableFuture<String> ticket) {
    if (ticket.isDone() && !ticket.isCompletedExceptionally()) {
      exchange(ticket.join());
      return;
    }
    CompletableFuture<String> awaited = ticket.thenApply(value -> value);
    Runnable noLonger =
        steps.after(
            deadline.left(), () -> awaited.completeExceptionally(noTicket("took too long")));
    breakOff = why -> awaited.completeExceptionally(noTicket(why));
    awaited.whenCompleteAsync(
        (value, failure) -> {
          noLonger.run();
          if (failure == null) {
            exchange(value);
          } else {
            failed(MessagingClientException.from(failure));
          }
        },
        steps);
  }

  private static TryLaterException noTicket(String why) {
    return new TryLaterException(
        "The call %s while it waited for a ticket; nothing was sent".formatted(why),
        null,
        Optional.empty());
  }

  private void exchange(String ticket) {
    if (stopped.isPresent()) {
      failed(Failures.notSent(stopped.get()));
      return;
    }
    Duration left = deadline.left();
    Duration most = context.requestTimeout();
    CompletableFuture<R> reply;
    try {
      Exchange<R> exchange =
          context
              .endpoint()
              .exchange(operation, ticket, headers, steps, left.compareTo(most) < 0 ? left : most);
      breakOff = exchange::stop;
      reply = exchange.start();
    } catch (RuntimeException | Error e) {
      end(() -> result.completeExceptionally(e));
      return;
    }
    reply.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            succeeded(value);
          } else {
            refused(ticket, MessagingClientException.from(failure));
          }
        });
  }

  private void refused(String ticket, MessagingClientException failure) {
    boolean another =
        failure instanceof NotAuthenticatedException
            && context.tickets().canRenew()
            && !renewed
            && stopped.isEmpty();
    if (another) {
      renewed = true;
      exchangeWith(context.tickets().insteadOf(ticket));
    } else {
      failed(failure);
    }
  }

  private void failed(MessagingClientException failure) {
    mayBeDone |= failure instanceof OutcomeUnknownException;
    MessagingClientException settled = settle(failure);
    Optional<Duration> pause =
        stopped.isPresent()
            ? Optional.empty()
            : context.retries().pauseAfter(made, failure, deadline.left());
    if (pause.isEmpty()) {
      fail(settled);
      return;
    }
    log.debug("{}: attempt {} failed, next in {}", operation.name(), made, pause.get(), failure);
    Runnable noLonger = steps.after(pause.get(), this::attempt);
    breakOff =
        why -> {
          noLonger.run();
          fail(settled);
        };
  }

  /** A later attempt that did not get through says nothing about an earlier one that may have. */
  private MessagingClientException settle(MessagingClientException failure) {
    if (!mayBeDone
        || operation.effect() == Effect.NONE
        || failure instanceof OutcomeUnknownException
        || failure instanceof RejectedException) {
      return failure;
    }
    return new OutcomeUnknownException(
        "An answer was lost, so it is not known whether the call was done; at last: "
            + failure.getMessage(),
        failure);
  }

  private void succeeded(R reply) {
    T value;
    try {
      value = operation.reading().apply(reply);
    } catch (MessagingClientException e) {
      fail(e);
      return;
    } catch (RuntimeException | Error e) {
      end(() -> result.completeExceptionally(e));
      return;
    }
    context.reports().ended(operation.name(), deadline.spent(), made, Optional.empty());
    end(() -> result.complete(value));
  }

  private void fail(MessagingClientException failure) {
    MessagingClientException named = failure.under(operation.key());
    context.reports().ended(operation.name(), deadline.spent(), made, Optional.of(named));
    end(() -> result.completeExceptionally(named));
  }

  private void end(Runnable completing) {
    breakOff = why -> {};
    completing.run();
  }
}
