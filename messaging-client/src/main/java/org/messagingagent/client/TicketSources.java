package org.messagingagent.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Where tickets come from. */
final class TicketSources {

  private TicketSources() {}

  /** A log-on, which takes a request of its own and at most as long as one. */
  static Supplier<CompletableFuture<String>> logOn(
      String user, String password, Endpoint endpoint, Supplier<Steps> steps, Duration atMost) {
    EnvelopeWriter.Body request = RequestBodies.logOn(user, password);
    return () -> {
      CompletableFuture<String> ticket = new CompletableFuture<>();
      Steps own = steps.get();
      own.execute(
          () -> {
            try {
              endpoint
                  .logOn(request, own, atMost)
                  .start()
                  .thenApply(reply -> ticketOf(reply, user, endpoint))
                  .whenComplete((value, failure) -> complete(ticket, value, failure));
            } catch (RuntimeException | Error e) {
              ticket.completeExceptionally(e);
            }
          });
      return ticket;
    };
  }

  /** Tickets that the caller gets somewhere, in a thread that it may keep for a while. */
  static Supplier<CompletableFuture<String>> outside(Supplier<String> source, Executor executor) {
    return () -> CompletableFuture.supplyAsync(() -> ask(source), executor);
  }

  private static String ask(Supplier<String> source) {
    String ticket;
    try {
      ticket = source.get();
    } catch (MessagingClientException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TryLaterException(
          "The source of tickets failed; see the cause", e, Optional.empty());
    }
    if (ticket == null || ticket.isEmpty()) {
      throw new NotAuthenticatedException("The source of tickets gave none", null);
    }
    return XmlText.require(ticket, "the ticket from its source");
  }

  private static String ticketOf(ReplyBodies.LoggedOn reply, String user, Endpoint endpoint) {
    if (!reply.succeeded()) {
      throw new NotAuthenticatedException(
          "The server does not take %s with this password; check both"
              .formatted(
                  user.startsWith("7T:") ? "the ticket given as user" : "user '" + user + "'"),
          null);
    }
    if (reply.ticket().isEmpty()) {
      throw new UnexpectedAnswerException(
          "%s took the password and gave no ticket".formatted(endpoint.principal()), null);
    }
    return reply.ticket();
  }

  private static void complete(CompletableFuture<String> ticket, String value, Throwable failure) {
    if (failure == null) {
      ticket.complete(value);
    } else {
      ticket.completeExceptionally(failure);
    }
  }
}
