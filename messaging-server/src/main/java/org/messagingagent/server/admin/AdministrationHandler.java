package org.messagingagent.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.http.Answer;
import org.messagingagent.server.http.BodyReceiver;
import org.messagingagent.server.http.Exchange;
import org.messagingagent.server.http.HttpHandler;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administration as JSON under {@code /admin/v1/}, for whoever may use it. What may take
 * minutes has threads of its own, so that it keeps no other operator waiting.
 */
final class AdministrationHandler implements HttpHandler, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdministrationHandler.class);

  /** How many changes of plugins are under way or wait for another one to end. */
  private static final int MAX_CHANGES = 4;

  private final Function<Actor, Administration> administrations;
  private final Authenticator authenticator;
  private final int maxBody;
  private final ExecutorService changes =
      new ThreadPoolExecutor(
          0,
          MAX_CHANGES,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DaemonThreads.named("plugin-change"));

  /**
   * @param administrations the administration in somebody's name
   */
  AdministrationHandler(
      Function<Actor, Administration> administrations, Authenticator authenticator, int maxBody) {
    this.administrations = administrations;
    this.authenticator = authenticator;
    this.maxBody = maxBody;
  }

  @Override
  public void handle(Exchange exchange) {
    Authenticator.Result who;
    try {
      who = authenticator.check(exchange);
    } catch (AdministrationException e) {
      exchange.answer(problem(e.reason().httpStatus(), e.getMessage()));
      return;
    }
    if (who.pause().isPresent()) {
      long seconds = who.pause().get().toSeconds() + 1;
      exchange.answer(
          problem(429, "%s, in %d s".formatted(who.problem(), seconds))
              .with("Retry-After", Long.toString(seconds)));
    } else if (who.actor().isEmpty()) {
      exchange.answer(
          problem(401, who.problem())
              .with("WWW-Authenticate", "Basic realm=\"administration\", charset=\"UTF-8\""));
    } else {
      exchange.readBody(new Request(exchange, administrations.apply(who.actor().get())));
    }
  }

  /** Ends what still goes on; nobody waits for an answer any more. */
  @Override
  public void close() {
    changes.shutdownNow();
  }

  private static Answer respond(Exchange exchange, byte[] body, Administration administration) {
    String method = exchange.method();
    String path = exchange.path();
    try {
      return json(
          200, Routes.answer(Call.of(method, path, exchange.query(), body), administration));
    } catch (AdministrationException e) {
      if (e.getCause() != null) {
        log.warn("An operator's {} {} failed", method, path, e);
      }
      return problem(e.reason().httpStatus(), e.getMessage());
    } catch (StoreException e) { // an operator may read what it says, and needs it now
      log.warn("An operator's {} {} failed: {}", method, path, e.getMessage());
      return problem(503, e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("An operator's {} {} failed", method, path, e);
      return problem(500, "The server has a problem; its log says which");
    }
  }

  private static Answer json(int status, Object value) {
    try {
      return new Answer(status, "application/json", Json.MAPPER.writeValueAsBytes(value))
          .with("Cache-Control", "no-store");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer cannot be written as JSON", e);
    }
  }

  private static Answer problem(int status, String message) {
    return json(status, Map.of("message", message));
  }

  /** One request; bodies are small. */
  private final class Request implements BodyReceiver {

    private final Exchange exchange;
    private final Administration administration;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Request(Exchange exchange, Administration administration) {
      this.exchange = exchange;
      this.administration = administration;
    }

    @Override
    public boolean receive(ByteBuffer piece) {
      if (body.size() + piece.remaining() > maxBody) {
        exchange.answer(problem(413, "The request is too large"));
        return false;
      }
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      body.write(bytes, 0, bytes.length);
      return true;
    }

    @Override
    public void complete() {
      if (!changesPlugin()) {
        exchange.answer(answer());
        return;
      }
      try {
        changes.execute(() -> exchange.answer(answer()));
      } catch (RejectedExecutionException e) {
        exchange.answer(
            problem(
                Reason.UNAVAILABLE.httpStatus(),
                "%d changes of plugins are under way; try again when one of them is done"
                    .formatted(MAX_CHANGES)));
      }
    }

    /** A restart may take minutes, and other changes wait for it. */
    private boolean changesPlugin() {
      return exchange.method().equals("POST") && exchange.path().startsWith(Call.ROOT + "plugins/");
    }

    private Answer answer() {
      return respond(exchange, body.toByteArray(), administration);
    }

    @Override
    public void failed(BodyFailure failure) {
      exchange.answer(problem(400, "The request did not arrive whole"));
    }
  }
}
