package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.messagingagent.client.ScriptedServer.cut;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.http;
import static org.messagingagent.client.ScriptedServer.statuses;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls with more items than a server takes at once. */
@Timeout(60)
class BatchTest {

  private static final Pattern TO = Pattern.compile("<m:To>(\\d+)</m:To>");

  private final ScriptedServer server = new ScriptedServer();
  private final AtomicInteger serversLimit = new AtomicInteger(Integer.MAX_VALUE);

  @AfterEach
  void stop() {
    server.close();
  }

  private MessagingClient.Builder builder() {
    return MessagingClient.builder(server.url()).ticket("7T:x").pauses(time -> Duration.ZERO);
  }

  private static List<OutgoingMessage> messages(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> OutgoingMessage.to(Integer.toString(i)).build())
        .toList();
  }

  /** Answers with the receiver's number for the id, up to the server's limit. */
  private ScriptedServer.Answer sending() {
    return exchange -> {
      String body = server.requests.get(server.requests.size() - 1).body();
      List<String> numbers =
          TO.matcher(body).results().map((MatchResult result) -> result.group(1)).toList();
      if (numbers.size() > serversLimit.get()) {
        fault(500, "TOO_MANY", "too many").to(exchange);
        return;
      }
      List<String> answer = new ArrayList<>();
      numbers.forEach(number -> answer.addAll(List.of(number, "1", "")));
      statuses("SendMessages", answer.toArray(String[]::new)).to(exchange);
    };
  }

  private List<String> keys() {
    return server.requests.stream().map(request -> request.key().orElseThrow()).toList();
  }

  private static List<Integer> ids(List<DeliveryStatus> statuses) {
    return statuses.stream().map(DeliveryStatus::messagingId).toList();
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void aCallIsSplitAndItsResultsStayInOrder() {
    server.otherwise(sending());
    try (MessagingClient client = builder().messagesPerRequest(4).build()) {
      assertThat(ids(client.sendMessages("sms", messages(10), "k"))).isEqualTo(upTo(10));
      assertThat(keys()).containsExactly("k.0-3", "k.4-7", "k.8-9");
      assertThat(ids(Bounded.get(client.async().sendMessages("sms", messages(9)))))
          .isEqualTo(upTo(9));
    }
  }

  @Test
  void aCallThatFitsKeepsItsKeyAndALongKeyStaysAKey() {
    server.otherwise(sending());
    String longest = "k".repeat(255);
    try (MessagingClient client = builder().messagesPerRequest(4).build()) {
      client.sendMessages("sms", messages(4), longest);
      client.sendMessages("sms", messages(5), longest);
      client.sendMessages("sms", messages(5), longest);
    }
    assertThat(keys().get(0)).isEqualTo(longest);
    assertThat(keys().subList(1, 3)).isEqualTo(keys().subList(3, 5)).doesNotHaveDuplicates();
    assertThat(keys()).allSatisfy(key -> assertThat(key.length()).isLessThan(256));
  }

  @Test
  void aServerThatTakesFewerIsMetWithSmallerParts() {
    serversLimit.set(3);
    server.otherwise(sending());
    try (MessagingClient client = builder().messagesPerRequest(8).build()) {
      assertThat(ids(client.sendMessages("sms", messages(7), "k"))).isEqualTo(upTo(7));
      assertThat(keys()).containsExactly("k", "k.0-3", "k.0-1", "k.2-3", "k.4-5", "k.6-6");
      server.requests.clear();
      assertThat(ids(client.sendMessages("sms", messages(7), "k"))).isEqualTo(upTo(7));
      assertThat(keys()).as("it knows by now").containsExactly("k.0-1", "k.2-3", "k.4-5", "k.6-6");
    }
  }

  @Test
  void aRequestThatIsTooLargeOnTheWayIsSplitToo() {
    server.then(http(413, Map.of("Content-Type", "text/html"), "<html>large</html>"));
    server.otherwise(sending());
    try (MessagingClient client = builder().build()) {
      assertThat(ids(client.sendMessages("sms", messages(4), "k"))).isEqualTo(upTo(4));
    }
    assertThat(keys()).containsExactly("k", "k.0-1", "k.2-3");
  }

  @Test
  void oneMessageThatIsTooLargeIsRejected() {
    server.otherwise(http(413, Map.of(), ""));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(() -> client.sendMessages("sms", messages(2)))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("413");
    }
  }

  @Test
  void aPartThatFailsTellsWhatWasSentAndTheCallCanGoOn() {
    server.then(sending(), fault(500, "PLUGIN_CANNOT", "gone")).otherwise(sending());
    try (MessagingClient client = builder().messagesPerRequest(2).build()) {
      PartlySentException partly =
          catchThrowableOfType(
              PartlySentException.class, () -> client.sendMessages("sms", messages(6), "k"));
      assertThat(ids(partly.statuses())).isEqualTo(upTo(2));
      assertThat(partly.total()).isEqualTo(6);
      assertThat(partly.failure()).isInstanceOf(RejectedException.class);
      assertThat(partly).hasMessageContaining("first 2").hasMessageContaining("gone");
      assertThat(partly.idempotencyKey()).contains("k");
      assertThat(keys()).as("nothing after the part that failed").hasSize(2);

      client.sendMessages("sms", messages(6), partly.idempotencyKey().orElseThrow());
      assertThat(keys().subList(2, 5)).containsExactly("k.0-1", "k.2-3", "k.4-5");
    }
  }

  @Test
  void aLostAnswerOfALaterPartIsKeptInTheException() {
    server.then(sending()).otherwise(cut());
    try (MessagingClient client = builder().messagesPerRequest(2).retries(1).build()) {
      assertThat(Bounded.failure(client.async().sendMessages("sms", messages(4))))
          .isInstanceOfSatisfying(
              PartlySentException.class,
              e -> assertThat(e.failure()).isInstanceOf(OutcomeUnknownException.class));
    }
  }

  @Test
  void aFirstPartThatFailsIsAnOrdinaryFailureUnderTheWholeKey() {
    server.otherwise(cut());
    try (MessagingClient client = builder().messagesPerRequest(2).retries(0).build()) {
      OutcomeUnknownException failure =
          catchThrowableOfType(
              OutcomeUnknownException.class, () -> client.sendMessages("sms", messages(4), "k"));
      assertThat(failure.idempotencyKey()).contains("k");
    }
  }

  @Test
  void idsAreAskedForInPartsToo() {
    server.then(
        statuses("GetDeliveryStatus", "0", "1", "", "1", "1", ""),
        statuses("GetDeliveryStatus", "2", "3", ""));
    try (MessagingClient client = builder().messagesPerRequest(2).build()) {
      assertThat(ids(client.getDeliveryStatus(upTo(3)))).isEqualTo(upTo(3));
    }
  }

  @Test
  void noMessagesAreAskedAboutAllTheSame() {
    server.then(statuses("SendMessages"));
    try (MessagingClient client = builder().build()) {
      assertThat(client.sendMessages("sms", List.of())).isEmpty();
    }
  }
}
