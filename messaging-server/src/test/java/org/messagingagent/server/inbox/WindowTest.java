package org.messagingagent.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;

class WindowTest {

  private final Window window = new Window(3);

  @BeforeEach
  void giveMemory() {
    window.resize(1_000_000);
  }

  @Test
  void takesMessagesUntilItIsFull() {
    assertThat(window.add(message(1, 5, ""))).isTrue();
    assertThat(window.add(message(2, 5, ""))).isTrue();
    assertThat(window.add(message(3, 5, ""))).isTrue();
    assertThat(window.add(message(4, 5, ""))).isFalse();
    assertThat(window.poll().id()).isEqualTo(1);
    assertThat(window.add(message(4, 5, ""))).as("the first is in hand still").isFalse();
    window.release(message(1, 5, ""));
    assertThat(window.add(message(4, 5, ""))).isTrue();
  }

  @Test
  void messageWaitsForTheOtherOfItsSessionAndIsLookedForAfterIt() {
    window.add(message(1, 5, "s"));
    assertThat(window.waitsForItsSession(message(2, 5, "s"))).isTrue();
    assertThat(window.waitsForItsSession(message(3, 5, "t"))).isFalse();
    assertThat(window.waitsForItsSession(message(4, 5, ""))).isFalse();
    window.poll();
    assertThat(window.waitsForItsSession(message(2, 5, "s"))).isTrue();
    assertThat(window.release(message(1, 5, "s"))).isTrue();
    assertThat(window.waitsForItsSession(message(2, 5, "s"))).isFalse();
    window.add(message(2, 5, "s"));
    assertThat(window.release(message(2, 5, "s"))).as("nobody waited").isFalse();
  }

  @Test
  void knowsOfWhichPartitionsMessagesAreInHand() {
    window.add(message(1, 0, ""));
    window.add(message(2, 63, ""));
    window.add(message(3, 63, ""));
    window.poll();
    assertThat(window.partitions()).isEqualTo(Partitions.only(0).plus(Partitions.only(63)));
    window.drop(message -> message.partition() == 63);
    assertThat(window.partitions()).isEqualTo(Partitions.only(0));
    assertThat(window.size()).isEqualTo(1);
    window.release(message(1, 0, ""));
    window.release(message(1, 0, ""));
    assertThat(window.partitions()).isEqualTo(Partitions.NONE);
    assertThat(window.bytesLeft()).isEqualTo(1_000_000);
  }

  private static StoredIncoming message(long id, int partition, String session) {
    return new StoredIncoming(
        id,
        "sms",
        partition,
        0,
        "from",
        "to",
        "content",
        "",
        session,
        OptionalInt.empty(),
        Instant.EPOCH,
        0,
        Optional.empty());
  }
}
