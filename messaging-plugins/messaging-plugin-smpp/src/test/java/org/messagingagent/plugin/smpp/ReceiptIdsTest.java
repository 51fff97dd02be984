package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.TestKeyValueStore;

class ReceiptIdsTest {

  private final TestKeyValueStore store = new TestKeyValueStore(Clock.systemUTC());

  @Test
  void writesIdsInOneWay() {
    assertThat(ReceiptIds.canonical(" 00AB12 ")).isEqualTo("ab12");
    assertThat(ReceiptIds.canonical("000")).isEqualTo("0");
    assertThat(ReceiptIds.canonical("5F0C-Ab")).isEqualTo("5F0C-Ab");
    assertThat(ReceiptIds.canonical("00120")).isEqualTo("120");
  }

  @Test
  void convertsAsTheOperatorSays() {
    assertThat(new ReceiptIds("decimal", store).resolve("00171", id -> false)).isEqualTo("ab");
    assertThat(new ReceiptIds("decimal", store).resolve("AB", id -> false)).isEqualTo("ab");
    assertThat(new ReceiptIds("hexadecimal", store).resolve("AB", id -> false)).isEqualTo("171");
    assertThat(new ReceiptIds("same", store).resolve("0171", id -> false)).isEqualTo("171");
    assertThat(new ReceiptIds("decimal", store).resolve("9".repeat(60), id -> false)).isNotEmpty();
  }

  @Test
  void learnsFromMessagesThatWereSentJustNow() {
    ReceiptIds ids = new ReceiptIds("auto", store);
    Set<String> sent = Set.of("1a2b3c", "1a2b3d");
    assertThat(ids.resolve("1715004", id -> false)).as("nothing is known").isEqualTo("1715004");
    assertThat(ids.resolve("1715004", sent::contains)).isEqualTo("1a2b3c");
    assertThat(ids.resolve("1715005", id -> false)).as("learned").isEqualTo("1a2b3d");
    assertThat(new ReceiptIds("auto", store).resolve("1715005", id -> false))
        .as("on another node")
        .isEqualTo("1a2b3d");
  }

  @Test
  void learnsNothingFromWhatIsTheSameInAllForms() {
    ReceiptIds ids = new ReceiptIds("auto", store);
    assertThat(ids.resolve("7", Set.of("7")::contains)).isEqualTo("7");
    assertThat(ids.resolve("1715004", id -> false)).isEqualTo("1715004");
  }
}
