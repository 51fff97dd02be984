package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.plugins;
import static org.messagingagent.client.ScriptedServer.wrapped;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tickets come from, how long they are used, and who gets the next one. */
@Timeout(60)
class TicketLifeTest {

  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private MessagingClient.Builder builder() {
    return MessagingClient.builder(server.url()).pauses(time -> Duration.ZERO);
  }

  /** Takes this ticket and no other. */
  private ScriptedServer.Answer taking(String ticket) {
    return exchange -> {
      String body = server.requests.get(server.requests.size() - 1).body();
      if (body.contains("<m:Ticket>" + ticket + "</m:Ticket>")) {
        plugins().to(exchange);
      } else {
        fault(500, "NOT_AUTHENTICATED", "expired").to(exchange);
      }
    };
  }

  @Test
  void aGivenTicketIsUsedUntilItIsRefusedAndThenTheUserLogsOn() {
    server.then(taking("7T:given")).otherwise(taking("7T:1"));
    try (MessagingClient client = builder().ticket("7T:given").user("admin", "secret").build()) {
      client.getPlugins();
      assertThat(server.logOns).hasValue(0);
      client.getPlugins();
      assertThat(server.logOns).hasValue(1);
    }
  }

  @Test
  void aSourceIsAskedOnceForManyCallsAndAgainWhenItsTicketIsRefused() {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch allCame = new CountDownLatch(1);
    server.otherwise(taking("7T:source-1"));
    try (MessagingClient client =
        builder()
            .tickets(
                () -> {
                  Bounded.await(allCame);
                  return "7T:source-" + asked.incrementAndGet();
                })
            .build()) {
      List<CompletableFuture<List<PluginInfo>>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(client.async().getPlugins());
      }
      allCame.countDown();
      calls.forEach(Bounded::get);
      assertThat(asked).hasValue(1);
      server.otherwise(taking("7T:source-2"));
      client.getPlugins();
      assertThat(asked).hasValue(2);
    }
    assertThat(server.logOns).hasValue(0);
  }

  @Test
  void aSourceThatFailsOrGivesNothingIsATypedException() {
    try (MessagingClient failing =
            builder()
                .retries(1)
                .tickets(
                    () -> {
                      throw new IllegalStateException("vault is sealed");
                    })
                .build();
        MessagingClient empty = builder().tickets(() -> "").build()) {
      assertThatThrownBy(failing::getPlugins)
          .isInstanceOf(TryLaterException.class)
          .hasMessageContaining("source of tickets");
      assertThatThrownBy(empty::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
    assertThat(server.requests).isEmpty();
  }

  @Test
  void aSourceThatDoesNotAnswerIsNotWaitedForForEver() {
    CountDownLatch never = new CountDownLatch(1);
    try (MessagingClient client =
        builder()
            .totalTimeout(Duration.ofMillis(200))
            .tickets(
                () -> {
                  Bounded.await(never);
                  return "7T:late";
                })
            .build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(TryLaterException.class)
          .hasMessageContaining("nothing was sent");
      never.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SuperOffice.Exceptions.SoSessionException",
        "SuperOffice.Security.AuthenticationException",
        "System.Security.InvalidTicketException"
      })
  void theOriginalsWordsForAnExpiredTicketLeadToALogOn(String exceptionType) {
    server.then(wrapped("GetPlugins", exceptionType, "log in again")).otherwise(plugins());
    try (MessagingClient client = builder().user("admin", "secret").build()) {
      assertThat(client.getPlugins()).hasSize(2);
    }
    assertThat(server.logOns).hasValue(2);
  }

  @Test
  void anotherExceptionOfTheOriginalIsARejection() {
    server.otherwise(wrapped("GetPlugins", "System.ArgumentException", "no"));
    try (MessagingClient client = builder().user("admin", "secret").build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(RejectedException.class);
    }
    assertThat(server.logOns).hasValue(1);
  }

  @Test
  void aUserAndASourceTogetherAreRefused() {
    assertThatThrownBy(() -> builder().user("a", "b").tickets(() -> "t").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one of them");
  }
}
