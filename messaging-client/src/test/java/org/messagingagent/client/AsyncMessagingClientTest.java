package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.created;
import static org.messagingagent.client.ScriptedServer.cut;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.plugins;
import static org.messagingagent.client.ScriptedServer.statuses;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncMessagingClientTest {

  private static final IncomingMessage HELLO =
      IncomingMessage.forPlugin("file").content("Hello").build();

  private final ScriptedServer server = new ScriptedServer();
  private final LinkedBlockingQueue<CallReport> reports = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    server.close();
  }

  private MessagingClient.Builder builder() {
    return MessagingClient.builder(server.url())
        .user("admin", "secret")
        .listener(reports::add)
        .pauses(time -> Duration.ZERO);
  }

  @Test
  void eachCallGivesAFuture() {
    server.then(
        created(),
        statuses("SendMessages", "1", "1", ""),
        statuses("SendMessagesWithConfig", "2", "1", ""),
        statuses("GetDeliveryStatus", "1", "3", ""),
        ScriptedServer.envelope("<Succeeded>true</Succeeded>", "<SetDeliveryStatusResponse/>"),
        plugins());
    List<OutgoingMessage> one = List.of(OutgoingMessage.to("+47").build());
    try (MessagingClient client = builder().build()) {
      AsyncMessagingClient async = client.async();
      Bounded.get(async.createMessage(HELLO));
      assertThat(Bounded.get(async.sendMessages("sms", one))).hasSize(1);
      assertThat(Bounded.get(async.sendMessagesWithConfig("sms", one, java.util.Map.of())))
          .hasSize(1);
      assertThat(Bounded.get(async.getDeliveryStatus(List.of(1))).get(0).code()).isEqualTo(3);
      Bounded.get(async.setDeliveryStatus("sms", "e", DeliveryStatus.Status.SENT, ""));
      assertThat(Bounded.get(async.getPlugins())).hasSize(2);
    }
    assertThat(server.logOns).hasValue(1);
  }

  @Test
  void repeatsAndFailsAsTheOtherDoes() {
    server.then(cut(), created()).otherwise(fault(500, "PLUGIN_NOT_INSTALLED", "no plugin"));
    try (MessagingClient client = builder().build()) {
      Bounded.get(client.async().createMessage(HELLO, "k"));
      assertThat(server.requests).extracting(request -> request.key().orElse("")).containsOnly("k");
      assertThat(Bounded.failure(client.async().createMessage(HELLO, "k2")))
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> {
                assertThat(e.code()).isEqualTo("PLUGIN_NOT_INSTALLED");
                assertThat(e.idempotencyKey()).contains("k2");
              });
    }
  }

  @Test
  void argumentsThatAreNoUseAreRefusedAtOnce() {
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(() -> client.async().createMessage(HELLO, "two words"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(server.requests).isEmpty();
  }

  @Test
  void cancellingBreaksTheCallOff() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    server.otherwise(
        exchange -> {
          arrived.countDown();
          server.silence().to(exchange);
        });
    try (MessagingClient client = builder().build()) {
      CompletableFuture<Void> call = client.async().createMessage(HELLO);
      Bounded.await(arrived);
      assertThat(call.cancel(true)).isTrue();
      assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
      CallReport report = reports.poll(30, TimeUnit.SECONDS);
      assertThat(report.outcome()).isEqualTo(CallReport.Outcome.OUTCOME_UNKNOWN);
      assertThat(report.attempts()).isEqualTo(1);
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aTimeOutOfTheFutureBreaksTheCallOffToo() throws InterruptedException {
    server.otherwise(server.silence());
    try (MessagingClient client = builder().build()) {
      CompletableFuture<List<PluginInfo>> call =
          client.async().getPlugins().orTimeout(50, TimeUnit.MILLISECONDS);
      assertThat(Bounded.failure(call)).isInstanceOf(TimeoutException.class);
      assertThat(reports.poll(30, TimeUnit.SECONDS).outcome())
          .isEqualTo(CallReport.Outcome.TRY_LATER);
    }
  }

  @Test
  void whatDependsOnAFutureMayCallTheClientAndWait() {
    server.otherwise(plugins());
    try (MessagingClient client = builder().concurrentCalls(1).build()) {
      CompletableFuture<Integer> both =
          client.async().getPlugins().thenApply(first -> first.size() + client.getPlugins().size());
      assertThat(Bounded.get(both)).isEqualTo(4);
    }
  }

  @Test
  void onlySoManyRequestsAreOnTheirWayAtATime() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    server.otherwise(
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          now.decrementAndGet();
          plugins().to(exchange);
        });
    try (MessagingClient client = builder().concurrentCalls(3).build()) {
      List<CompletableFuture<List<PluginInfo>>> calls = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        calls.add(client.async().getPlugins());
      }
      calls.forEach(call -> assertThat(Bounded.get(call)).hasSize(2));
    }
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void aCallThatWaitsForItsTurnEndsWithItsTime() {
    server.otherwise(server.silence());
    try (MessagingClient client =
        builder().concurrentCalls(1).retries(0).requestTimeout(Duration.ofMillis(300)).build()) {
      CompletableFuture<Void> first = client.async().createMessage(HELLO);
      CompletableFuture<Void> second = client.async().createMessage(HELLO);
      List<Throwable> failures = List.of(Bounded.failure(first), Bounded.failure(second));
      assertThat(failures)
          // The last where the machine is busy, so that no connection comes about in the time.
          .hasOnlyElementsOfTypes(
              OutcomeUnknownException.class, TryLaterException.class, UnreachableException.class);
    }
  }

  @Test
  void completesInTheExecutorThatItWasGiven() {
    server.otherwise(plugins());
    ExecutorService mine = Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
    CountDownLatch registered = new CountDownLatch(1);
    try (MessagingClient client =
        builder()
            .executor(
                work ->
                    mine.execute(
                        () -> {
                          Bounded.await(registered);
                          work.run();
                        }))
            .build()) {
      CompletableFuture<String> thread =
          client.async().getPlugins().thenApply(list -> Thread.currentThread().getName());
      registered.countDown();
      assertThat(Bounded.get(thread)).isEqualTo("mine");
    } finally {
      mine.shutdownNow();
    }
  }

  @Test
  void anExecutorThatIsShutDownIsAClearErrorAndNoCall() {
    ExecutorService mine = Executors.newSingleThreadExecutor();
    mine.shutdownNow();
    try (MessagingClient client = builder().executor(mine).build()) {
      assertThatThrownBy(() -> client.async().getPlugins())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("shut down");
      server.otherwise(plugins());
      assertThat(client.getPlugins()).as("calls that wait need none").hasSize(2);
    }
  }
}
