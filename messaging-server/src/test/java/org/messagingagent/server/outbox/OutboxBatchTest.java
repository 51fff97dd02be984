package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.spi.BatchSender;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** Gateways that take several messages in one call. */
@Timeout(60)
class OutboxBatchTest {

  /** How a gateway takes a batch. */
  private interface Gateway {
    List<SendOutcome> take(List<OutgoingMessage> messages) throws Exception;
  }

  @TempDir private Path directory;
  private OutboxFixture fixture;
  private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void messagesOfACallAreHandedOverTogetherInTheirOrder() throws Exception {
    InstalledPlugin plugin =
        plugin(4, messages -> messages.stream().map(m -> SendOutcome.sent("x" + m.to())).toList());
    List<OutgoingStatus> statuses = fixture.send(plugin, numbers(10));
    assertThat(batches)
        .containsExactly(
            List.of("0", "1", "2", "3"), List.of("4", "5", "6", "7"), List.of("8", "9"));
    assertThat(statuses).extracting(OutgoingStatus::status).containsOnly(1);
    for (int i = 0; i < 10; i++) {
      assertThat(fixture.store().outbox().find(statuses.get(i).messagingId()).orElseThrow())
          .extracting(record -> record.externalIds())
          .isEqualTo(List.of("x" + i));
    }
  }

  @Test
  void eachMessageOfABatchHasItsOwnOutcome() throws Exception {
    InstalledPlugin plugin =
        plugin(
            10,
            messages ->
                messages.stream()
                    .map(
                        message ->
                            switch (message.to()) {
                              case "1" -> SendOutcome.rejected("no such number");
                              case "2" -> SendOutcome.unknown("lost");
                              case "3" ->
                                  message.attempt() < 3
                                      ? SendOutcome.retry("throttled")
                                      : SendOutcome.sent("third");
                              default -> SendOutcome.delivered("x" + message.to());
                            })
                    .toList());
    List<OutgoingStatus> statuses = fixture.send(plugin, numbers(5));
    assertThat(statuses).extracting(OutgoingStatus::status).containsExactly(3, 0, 0, 1, 3);
    assertThat(statuses.get(1).description()).isEqualTo("REJECTED: no such number");
    assertThat(statuses.get(2).description()).isEqualTo("OUTCOME_UNKNOWN: lost");
    assertThat(batches)
        .containsExactly(List.of("0", "1", "2", "3", "4"), List.of("3"), List.of("3"));
  }

  @Test
  void wrongNumberOfOutcomesLeavesAllOfTheBatchUnknown() throws Exception {
    InstalledPlugin plugin = plugin(10, messages -> List.of(SendOutcome.sent("one")));
    assertThat(fixture.send(plugin, numbers(3)))
        .allMatch(s -> s.state() == OutgoingState.UNKNOWN)
        .allMatch(s -> s.description().startsWith("OUTCOME_UNKNOWN: "));
    assertThat(batches).hasSize(1);
  }

  @Test
  void batchThatHangsIsUnknownAsAWhole() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    InstalledPlugin plugin =
        fixture.plugin(
            new SendingPlugin(
                    new Batches(
                        2,
                        messages -> {
                          if (messages.get(0).to().equals("0")) {
                            never.await();
                          }
                          return messages.stream().map(m -> SendOutcome.sent()).toList();
                        }),
                    List.of(),
                    0,
                    Map.of())
                .withLimit("send-timeout", "100ms"));
    assertThat(fixture.send(plugin, numbers(4)))
        .extracting(OutgoingStatus::state)
        .containsExactly(
            OutgoingState.UNKNOWN,
            OutgoingState.UNKNOWN,
            OutgoingState.SETTLED,
            OutgoingState.SETTLED);
  }

  @Test
  void batchMostOfWhichFailsCountsAsAFailedCall() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            new SendingPlugin(
                    new Batches(
                        3,
                        messages -> {
                          List<SendOutcome> outcomes =
                              new ArrayList<>(
                                  Collections.nCopies(
                                      messages.size(), SendOutcome.unknown("lost")));
                          outcomes.set(0, SendOutcome.sent());
                          return outcomes;
                        }),
                    List.of(),
                    0,
                    Map.of())
                .withLimit("send-concurrency", 1)
                .withLimit("breaker-calls", 5)
                .withLimit("breaker-pause", "1h"));
    assertThat(fixture.send(plugin, numbers(18)).subList(15, 18))
        .allMatch(s -> s.description().startsWith("NOT_SENT: the plugin is not called now"));
    assertThat(batches).hasSize(5);
  }

  @Test
  void callWithAConfigurationIsHandedOverOneByOne() throws Exception {
    InstalledPlugin plugin =
        plugin(10, messages -> messages.stream().map(m -> SendOutcome.sent()).toList());
    SendRequest request = OutboxFixture.request(plugin, numbers(3));
    assertThat(
            fixture
                .outbox()
                .send(
                    new SendRequest(
                        plugin,
                        request.user(),
                        request.messages(),
                        Optional.of(Map.of("account", "a")),
                        Optional.empty())))
        .extracting(OutgoingStatus::description)
        .containsOnly("for account a");
    assertThat(batches).isEmpty();
  }

  private InstalledPlugin plugin(int maxBatch, Gateway gateway) {
    return fixture.plugin(
        new SendingPlugin(new Batches(maxBatch, gateway), List.of(), 0, Map.of())
            .withLimit("send-concurrency", 1));
  }

  private static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
  }

  private final class Batches implements BatchSender, ConfigurableSender {

    private final int maxBatch;
    private final Gateway gateway;

    Batches(int maxBatch, Gateway gateway) {
      this.maxBatch = maxBatch;
      this.gateway = gateway;
    }

    @Override
    public int maxBatch() {
      return maxBatch;
    }

    @Override
    public List<SendOutcome> sendAll(List<OutgoingMessage> messages) throws Exception {
      batches.add(messages.stream().map(OutgoingMessage::to).toList());
      return gateway.take(messages);
    }

    @Override
    public SendOutcome send(OutgoingMessage message) throws Exception {
      return BatchSender.super.send(message);
    }

    @Override
    public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
      return SendOutcome.sent().withDescription("for account " + config.get("account"));
    }
  }
}
