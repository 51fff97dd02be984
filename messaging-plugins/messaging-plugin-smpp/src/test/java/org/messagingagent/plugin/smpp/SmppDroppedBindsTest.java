package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.SendOutcome;

/** Binds are lost and the SMSC goes away while messages are sent. */
class SmppDroppedBindsTest {

  private static final int SENDERS = 20;
  private static final int MESSAGES = 60;

  @TempDir private Path directory;
  private final TestSmsc smsc = TestSmsc.start();

  @AfterEach
  void stop() {
    smsc.close();
  }

  @Test
  void statusesAreRightInTheEndAndNothingIsSentTwice() throws Exception {
    smsc.receipts(TestSmsc.Receipts.MIXED_AND_TWICE, TestSmsc.Ids.RECEIPTS_IN_DECIMAL);
    try (Subject subject = Subject.open(directory, smsc.port(), "window", "20")) {
      Load load = new Load(subject);
      load.start(SENDERS, MESSAGES, 4);
      int dropped = 0;
      for (int taken = 200; taken < 1_500; taken += 250, dropped++) {
        int least = taken;
        assertThat(Subject.becomes(() -> smsc.taken() >= least)).isTrue();
        if (dropped == 2) {
          smsc.goAway();
          smsc.comeBack();
        } else {
          smsc.dropBinds();
        }
      }
      load.join();

      List<Integer> sent = load.ended(SendOutcome.Kind.SENT);
      List<Integer> unknown = load.ended(SendOutcome.Kind.UNKNOWN);
      assertThat(sent.size() + unknown.size()).isEqualTo(SENDERS * MESSAGES);
      assertThat(unknown.size()).as("lost on the way").isLessThan(dropped * 30);
      for (int message : sent) {
        assertThat(subject.server.await(message, ServerModel.RECEIVED)).isTrue();
        assertThat(subject.server.history(message))
            .containsExactly(ServerModel.SENT, ServerModel.RECEIVED);
      }
      assertThat(sentTwice()).isEmpty();
    }
  }

  /** The numbers of messages whose first part the SMSC took more than once. */
  private Set<String> sentTwice() {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (TestSmsc.Submitted each : smsc.submitted()) {
      byte[] octets = each.pdu().getShortMessage();
      if (each.pdu().isUdhi()) {
        ConcatHeader header = ConcatHeader.read(octets).orElseThrow();
        if (header.number() > 1) {
          continue;
        }
        octets = Arrays.copyOfRange(octets, 6, octets.length);
      }
      String number = Gsm7.decode(octets).substring(0, 8);
      if (!seen.add(number)) {
        twice.add(number);
      }
    }
    assertThat(seen.size()).isGreaterThan(SENDERS * MESSAGES / 2);
    return twice;
  }
}
