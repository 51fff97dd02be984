package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.TransactionalHandler;
import org.messagingagent.spi.callback.CallbackHandler;

/** How a plugin starts and stops, and what it does to the process that it is in. */
interface LifeCycleContract extends PluginUnderTest {

  @Test
  default void opensAsAChannelThatDoesSomething(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      assertThat(subject.channel())
          .isInstanceOfAny(
              IncomingHandler.class,
              TransactionalHandler.class,
              OutgoingSender.class,
              CallbackHandler.class);
    }
  }

  @Test
  default void opensWhileTheGatewayIsAway(@TempDir Path directory) throws Exception {
    Subject.gateway(this).goAway();
    try (Subject subject = Subject.open(this, directory)) {
      assertThat(subject.channel()).isNotNull();
    }
  }

  @Test
  default void tellsItsHealthAtOnce(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      assertHealthIsTold(subject.channel());
      gateway().ifPresent(FakeGateway::goAway);
      assertHealthIsTold(subject.channel());
    }
  }

  @Test
  default void closingLeavesNoThread(@TempDir Path directory) throws Exception {
    LeftThreads threads = LeftThreads.from();
    openUseAndClose(directory);
    assertThat(threads.left()).as("threads that are left after close()").isEmpty();
  }

  @Test
  default void closingTwiceDoesNoHarm(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      subject.channel().close();
      assertThatCode(subject.channel()::close).doesNotThrowAnyException();
    }
  }

  @Test
  default void opensAgainAfterClose(@TempDir Path directory) throws Exception {
    Subject.open(this, directory).close();
    openUseAndClose(directory);
  }

  @Test
  default void printsNothing(@TempDir Path directory) throws Exception {
    try (StandardOutput printed = StandardOutput.caught()) {
      openUseAndClose(directory);
      assertThat(printed.text())
          .as("what was printed to standard output, which is the server's; log with SLF4J instead")
          .isEmpty();
    }
  }

  @Test
  default void leavesTheThreadAsItWas(@TempDir Path directory) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    String name = thread.getName();
    openUseAndClose(directory);
    assertThat(thread.getContextClassLoader()).as("the context class loader").isSameAs(before);
    assertThat(thread.getName()).as("the thread's name").isEqualTo(name);
    assertThat(thread.isInterrupted()).as("interrupted").isFalse();
  }

  private void openUseAndClose(Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      if (subject.channel() instanceof IncomingHandler handler) {
        assertThat(handler.handle(incoming(1))).isNotNull();
      }
      if (subject.channel() instanceof OutgoingSender sender) {
        assertThat(sender.send(outgoing(1))).isNotNull();
      }
    }
  }

  private static void assertHealthIsTold(Channel channel) throws InterruptedException {
    try (RunningCall<Health> asking = RunningCall.start("health()", channel::health)) {
      assertThat(asking.outcome(Duration.ofSeconds(1))).as("health()").isPresent();
    }
  }
}
