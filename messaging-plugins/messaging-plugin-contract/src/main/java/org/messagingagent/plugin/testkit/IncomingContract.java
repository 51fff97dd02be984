package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;

/** How a plugin handles incoming messages. */
interface IncomingContract extends PluginUnderTest {

  @Test
  default void handlesMessagesFromSeveralThreads(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      IncomingHandler handler = subject.as(IncomingHandler.class);
      List<HandleOutcome> outcomes =
          MessagingPluginCalls.atOnce(number -> handler.handle(incoming(number)));
      assertThat(outcomes)
          .doesNotContainNull()
          .allMatch(outcome -> outcome.kind() == HandleOutcome.Kind.HANDLED);
    }
  }

  @Test
  default void handlesTheSameMessageAgain(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      IncomingHandler handler = subject.as(IncomingHandler.class);
      IncomingMessage message = incoming(1);
      assertThat(handler.handle(message).kind()).isEqualTo(HandleOutcome.Kind.HANDLED);
      assertThat(handler.handle(message))
          .as("the answer after a crash between the first answer and its record")
          .isNotNull()
          .matches(outcome -> outcome.kind() != HandleOutcome.Kind.RETRY);
    }
  }

  @Test
  default void answersIncomingMessagesWithoutTexts(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      IncomingHandler handler = subject.as(IncomingHandler.class);
      IncomingMessage full = incoming(1);
      IncomingMessage empty =
          new IncomingMessage(
              full.messageId(),
              full.plugin(),
              "",
              "",
              "",
              "",
              Optional.empty(),
              full.parentMessagingId(),
              full.receivedAt(),
              full.attempt());
      assertThat(handler.handle(empty)).isNotNull();
    }
  }
}
