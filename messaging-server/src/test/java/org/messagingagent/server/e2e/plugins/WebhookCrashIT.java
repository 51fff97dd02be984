package org.messagingagent.server.e2e.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;

/**
 * Kills the packaged server (SIGKILL) while the receiver of its web hooks has requests that it has
 * not answered yet, and takes the receiver away under load: each message that was accepted comes,
 * in the order of its session, always under one id, and more than once only where an answer was
 * lost. {@code -Dcrash.webhook.kills=20} kills more often.
 */
final class WebhookCrashIT {

  private static final int KILLS = Integer.getInteger("crash.webhook.kills", 4);
  private static final int ABSENCES = 2;
  private static final int CONCURRENCY = 8;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();
  private volatile URI address;
  private volatile boolean over;
  private String ticket;

  /** Hands in one message after the other, each until it is accepted. */
  private final class Caller implements Runnable {

    private final String session;
    private final List<String> accepted = new ArrayList<>();
    private final Thread thread;

    Caller(String session) {
      this.session = session;
      this.thread = new Thread(this, "caller-" + session);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      for (int n = 0; !over; n++) {
        String content = session + "-" + n;
        while (!isAccepted(content)) {
          LockSupport.parkNanos(PAUSE_NANOS);
          if (over) {
            return;
          }
        }
        accepted.add(content);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    private boolean isAccepted(String content) {
      try {
        Incoming message = Incoming.to("webhook", content).inSession(session);
        return soap.createMessage(address, ticket, message, Optional.of("key-" + content))
            .succeeded();
      } catch (IOException e) {
        return false; // the server has been killed
      }
    }
  }

  @Test
  void eachAcceptedMessageComesUnderOneIdWhateverTheMomentOfTheCrash() throws Exception {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < CONCURRENCY; i++) {
      callers.add(new Caller("session-" + i));
    }
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      ServerSetup setup = setup(receiver);
      ServerProcess server = setup.start();
      try {
        address = server.address();
        ticket = soap.logOn(address);
        callers.forEach(caller -> caller.thread.start());
        for (int kill = 0; kill < KILLS; kill++) {
          awaitMoreRequests(server, receiver);
          receiver.hold();
          server.await("a request is under way", LIMIT, () -> receiver.waiting() > 0);
          server.kill();
          receiver.release();
          server = setup.start();
          address = server.address();
        }
        for (int absence = 0; absence < ABSENCES; absence++) {
          awaitMoreRequests(server, receiver);
          receiver.goAway();
          server.endsWithin(Duration.ofMillis(500));
          receiver.comeBack();
        }
        awaitMoreRequests(server, receiver);
        over = true;
        for (Caller caller : callers) {
          caller.thread.join(LIMIT.toMillis());
          assertThat(caller.thread.isAlive()).isFalse();
        }
        awaitAll(server, receiver, callers);
        awaitNothingWaits(server, setup);
        check(receiver, callers);
        assertThat(server.terminate()).isZero();
      } finally {
        over = true;
        server.close();
      }
    }
  }

  private ServerSetup setup(WebhookReceiver receiver) {
    return ServerSetup.in(directory)
        .with("MESSAGING_PLUGIN_WEBHOOK_ENABLED", "true")
        .with("MESSAGING_PLUGIN_WEBHOOK_URL", receiver.url())
        .with("MESSAGING_PLUGIN_WEBHOOK_SECRET", WebhookReceiver.secret())
        .with("MESSAGING_PLUGIN_WEBHOOK_PLAIN_HTTP", "true")
        .with("MESSAGING_PLUGIN_WEBHOOK_ALLOW", "127.0.0.1")
        .with("MESSAGING_PLUGIN_WEBHOOK_LIMITS_HANDLE_CONCURRENCY", Integer.toString(CONCURRENCY))
        .with("MESSAGING_PLUGIN_WEBHOOK_LIMITS_BREAKER_PAUSE", "200ms")
        .with("MESSAGING_DISPATCH_FIRST_RETRY", "100ms")
        .with("MESSAGING_DISPATCH_LONGEST_RETRY", "1s");
  }

  private static void awaitMoreRequests(ServerProcess server, WebhookReceiver receiver) {
    int before = receiver.requests();
    server.await("more requests come", LIMIT, () -> receiver.requests() > before + 50);
  }

  private static void awaitAll(
      ServerProcess server, WebhookReceiver receiver, List<Caller> callers) {
    server.await(
        "each accepted message has come",
        LIMIT,
        () -> callers.stream().flatMap(caller -> caller.accepted.stream()).allMatch(receiver::has));
  }

  private static void awaitNothingWaits(ServerProcess server, ServerSetup setup) {
    AdministrationClient operator = AdministrationClient.find(setup.dataDirectory()).orElseThrow();
    server.await(
        "all incoming messages are handled",
        LIMIT,
        () ->
            operator.counts().stream()
                .filter(count -> count.direction().equals("incoming") && count.count() > 0)
                .map(MessageCount::state)
                .toList()
                .equals(List.of("handled")));
  }

  private static void check(WebhookReceiver receiver, List<Caller> callers) {
    Map<Integer, Integer> messagesByTimes = new TreeMap<>();
    receiver.timesById().values().forEach(times -> messagesByTimes.merge(times, 1, Integer::sum));
    int repeats = receiver.requests() - receiver.timesById().size();
    int accepted = callers.stream().mapToInt(caller -> caller.accepted.size()).sum();
    System.out.printf(
        "WebhookCrashIT: %d kills, %d absences, %d accepted, of these (times received = messages) %s%n",
        KILLS, ABSENCES, accepted, messagesByTimes);

    assertThat(receiver.forgeries()).isEmpty();
    assertThat(receiver.idsByContent())
        .allSatisfy((content, ids) -> assertThat(ids).as("the ids of %s", content).hasSize(1));
    assertThat(repeats)
        .as("repeats: of requests that were under way at a kill, or when the receiver went")
        .isBetween(1, (KILLS + ABSENCES) * CONCURRENCY);
    for (Caller caller : callers) {
      List<String> firsts = new ArrayList<>(receiver.firstsOf(caller.session));
      firsts.retainAll(caller.accepted);
      assertThat(firsts).as("the order of %s", caller.session).isEqualTo(caller.accepted);
    }
  }
}
