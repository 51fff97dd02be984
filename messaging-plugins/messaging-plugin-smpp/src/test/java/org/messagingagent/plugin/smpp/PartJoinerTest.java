package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.plugin.testkit.TestMetrics;
import org.messagingagent.spi.SubmissionException;

class PartJoinerTest {

  private static final Duration WAIT = Duration.ofHours(6);

  /** What came out. */
  private record Joined(String from, String content, String id) {}

  private final TestClock clock = TestClock.at(Instant.parse("2026-11-27T15:00:00Z"));
  private final TestKeyValueStore store = new TestKeyValueStore(clock);
  private final List<Joined> joined = new ArrayList<>();
  private Optional<SubmissionException> refusal = Optional.empty();
  private final PartJoiner here = joiner();
  private final PartJoiner there = joiner();

  @Test
  void partsInAnyOrderTwiceAndByAnyNode() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 1, 2, 3));
      Collections.shuffle(numbers, random);
      for (int number : numbers) {
        add(random.nextBoolean() ? here : there, "+47" + round, 5, 3, number, "<" + number + ">");
      }
      assertThat(joined).as("round %d, %s", round, numbers).hasSize(round + 1);
      assertThat(joined.get(round).content()).isEqualTo("<1><2><3>");
    }
    clock.advance(Duration.ofMinutes(11));
    assertThat(store.keys("", "", 10)).isEmpty();
  }

  @Test
  void aReferenceThatIsUsedAgainBelongsToAnotherMessage() {
    for (String text : List.of("one", "two", "two")) {
      add(here, "+47", 5, 2, 1, text + " a");
      add(here, "+47", 5, 2, 2, text + " b");
      clock.advance(Duration.ofMinutes(text.equals("one") ? 1 : 11));
    }
    assertThat(joined.stream().map(Joined::content))
        .containsExactly("one aone b", "two atwo b", "two atwo b");
    assertThat(joined.stream().map(Joined::id)).doesNotHaveDuplicates();
  }

  @Test
  void whatIsIncompleteGoesOnWhenItsReferenceIsUsedAgain() {
    add(here, "+47", 5, 2, 1, "first");
    add(there, "+47", 5, 2, 1, "second ");
    add(here, "+47", 5, 2, 2, "message");
    assertThat(joined.stream().map(Joined::content)).containsExactly("first[…]", "second message");
  }

  @Test
  void whatIsIncompleteGoesOnAfterAWhile() {
    add(here, "+47", 5, 3, 2, "middle");
    there.sweep();
    clock.advance(WAIT.plusSeconds(1));
    there.sweep();
    assertThat(joined.stream().map(Joined::content)).containsExactly("[…]middle[…]");
    there.sweep();
    assertThat(joined).hasSize(1);
  }

  @Test
  void aCharacterMayBeginInOnePartAndEndInTheNext() {
    byte[] octets = Alphabet.UCS2.encode("x\uD83D\uDE00y").orElseThrow();
    for (int number = 1; number <= 2; number++) {
      here.add(
          sms("+47"),
          new ConcatHeader("8", 1, 2, number),
          new ShortText(
              Writing.UCS2,
              java.util.Arrays.copyOfRange(octets, (number - 1) * 4, number * 4),
              Optional.empty()));
    }
    assertThat(joined.get(0).content()).isEqualTo("x\uD83D\uDE00y");
  }

  @Test
  void aMessageThatIsNotTakenIsSubmittedWhenItsPartComesAgain() {
    add(here, "+47", 5, 2, 1, "a");
    refusal = Optional.of(new SubmissionException("the disk is full", true));
    assertThatExceptionOfType(SubmissionException.class)
        .isThrownBy(() -> add(here, "+47", 5, 2, 2, "b"));
    refusal = Optional.empty();
    add(there, "+47", 5, 2, 2, "b");
    assertThat(joined.stream().map(Joined::content)).containsExactly("ab");
  }

  private PartJoiner joiner() {
    return new PartJoiner(
        store,
        clock,
        WAIT,
        (from, to, content, id) -> {
          if (refusal.isPresent()) {
            throw new SubmissionException(refusal.get().getMessage(), refusal.get().retryable());
          }
          joined.add(new Joined(from, content, id.orElseThrow()));
        },
        Figures.of(new TestMetrics()));
  }

  private static void add(
      PartJoiner joiner, String from, int reference, int total, int number, String text) {
    joiner.add(
        sms(from),
        new ConcatHeader("8", reference, total, number),
        new ShortText(Writing.LATIN1, text.getBytes(ISO_8859_1), Optional.empty()));
  }

  private static InboundSms sms(String from) {
    return new InboundSms(
        from,
        "2000",
        (byte) 0x40,
        (byte) 0,
        new byte[0],
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
