package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.BatchSender;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

/** How a plugin sends messages. */
interface OutgoingContract extends PluginUnderTest {

  @Test
  default void sendsMessagesFromSeveralThreads(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      assertSent(MessagingPluginCalls.atOnce(number -> sender.send(outgoing(number))));
    }
  }

  @Test
  default void sendsWithConfiguration(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      ConfigurableSender sender = subject.as(ConfigurableSender.class);
      Map<String, String> config = Map.copyOf(config());
      assertSent(MessagingPluginCalls.atOnce(number -> sender.send(outgoing(number), config)));
    }
  }

  @Test
  default void sendsInBatches(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      BatchSender sender = subject.as(BatchSender.class);
      int most = sender.maxBatch();
      assertThat(most).as("maxBatch()").isBetween(1, 10_000);
      assertThat(sender.maxBatch()).as("maxBatch() asked for again").isEqualTo(most);
      int first = 1;
      for (int size : new int[] {1, Math.min(most, 3), Math.min(most, 100)}) {
        List<OutgoingMessage> batch =
            IntStream.range(first, first + size).mapToObj(this::outgoing).toList();
        List<SendOutcome> outcomes = sender.sendAll(batch);
        assertThat(outcomes).as("outcomes of %d messages", size).hasSize(size);
        assertSent(outcomes);
        first += size;
      }
    }
  }

  @Test
  default void answersOutgoingMessagesWithoutTexts(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      OutgoingSender sender = subject.as(OutgoingSender.class);
      OutgoingMessage full = outgoing(1);
      OutgoingMessage empty =
          new OutgoingMessage(
              full.messagingId(),
              "",
              "",
              "",
              "",
              full.parentMessagingId(),
              Optional.empty(),
              full.attempt());
      assertThat(sender.send(empty)).isNotNull();
    }
  }

  @Test
  default void saysOfAMessageThatNobodyKnowsThatItWasNotSent(@TempDir Path directory)
      throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      ReconcilingSender sender = subject.as(ReconcilingSender.class);
      UnsettledMessage message =
          new UnsettledMessage(
              987_654_321,
              List.of("no-such-id"),
              Optional.empty(),
              Instant.parse("2026-01-02T03:04:05Z"),
              1);
      assertThatCode(
              () ->
                  assertThat(sender.reconcile(message))
                      .as("what became of a message that was never sent")
                      .isNotNull()
                      .matches(outcome -> outcome.kind() != SendOutcome.Kind.SENT)
                      .matches(outcome -> outcome.kind() != SendOutcome.Kind.DELIVERED))
          .doesNotThrowAnyException();
    }
  }

  private void assertSent(List<SendOutcome> outcomes) {
    assertThat(outcomes)
        .doesNotContainNull()
        .allMatch(
            outcome ->
                outcome.kind() == SendOutcome.Kind.SENT
                    || outcome.kind() == SendOutcome.Kind.DELIVERED);
    List<String> ids =
        outcomes.stream().flatMap(outcome -> outcome.externalIds().stream()).toList();
    assertThat(ids)
        .doesNotHaveDuplicates()
        .allMatch(id -> !id.isBlank() && id.length() <= 255, "has 1 to 255 characters");
    if (givesExternalIds()) {
      assertThat(outcomes)
          .as("each message has an external id")
          .noneMatch(outcome -> outcome.externalIds().isEmpty());
    }
  }
}
