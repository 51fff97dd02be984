package org.messagingagent.server.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.prove.Event.Kind;

class JudgeTest {

  private final Judge judge = new Judge();

  @Test
  void whatIsDoneOnceAndInOrderIsFoundGood() {
    handled("s1-0", "a.1");
    handled("s1-1", "a.1");
    handled("x1-0", "a.1");

    Judge.Findings found = judge.findings();
    assertThat(found.accepted()).isEqualTo(3);
    assertThat(found.handled()).isEqualTo(3);
    assertThat(found.lost()).isZero();
    assertThat(found.duplicated()).isZero();
    assertThat(found.repeated()).isZero();
    assertThat(found.outOfOrder()).isZero();
    assertThat(found.storedTwice()).isZero();
    assertThat(found.offences()).isEmpty();
  }

  @Test
  void whatIsAcceptedAndNeverDoneIsLost() {
    accepted("s1-0");
    start("s1-0", "a.1");

    assertThat(judge.unfinished()).isEqualTo(1);
    assertThat(judge.findings().lost()).isEqualTo(1);
    assertThat(judge.findings().offences()).containsExactly("s1-0 was accepted and never done");
  }

  @Test
  void whatIsDoneBeforeItsAcceptanceIsKnownIsNotLost() {
    start("s1-0", "a.1");
    done("s1-0", "a.1");
    accepted("s1-0");

    assertThat(judge.findings().lost()).isZero();
    assertThat(judge.findings().handled()).isEqualTo(1);
  }

  @Test
  void whatWasNeverAcceptedCannotBeLost() {
    start("x1-0", "a.1");

    assertThat(judge.findings().lost()).isZero();
  }

  @Test
  void aSecondEndIsADuplicateAndWithoutCauseWhereNothingWasDoneToItsNodes() {
    handled("s1-0", "a.1");
    start("s1-0", "a.1");
    done("s1-0", "a.1");

    assertThat(judge.findings().duplicated()).isEqualTo(1);
    assertThat(judge.findings().unexplained()).isEqualTo(1);
    assertThat(judge.findings().outOfOrder()).isZero();
  }

  @Test
  void aSecondEndAfterAKillIsADuplicateWithACause() {
    handled("s1-0", "a.1");
    judge.see(Event.disturbed("kill", "a.1"));
    start("s1-0", "a.2");
    done("s1-0", "a.2");

    assertThat(judge.findings().duplicated()).isEqualTo(1);
    assertThat(judge.findings().unexplained()).isZero();
  }

  @Test
  void aStartThatAKillEndedIsARepeatAndNoDuplicate() {
    accepted("s1-0");
    start("s1-0", "a.1");
    judge.see(Event.disturbed("kill", "a.1"));
    start("s1-0", "a.2");
    done("s1-0", "a.2");

    assertThat(judge.findings().repeated()).isEqualTo(1);
    assertThat(judge.findings().duplicated()).isZero();
  }

  @Test
  void anAttemptThatTheProofFailedIsNoRepeat() {
    accepted("s1-0");
    start("s1-0", "a.1");
    see(Kind.FAILED, "s1-0", "a.1");
    start("s1-0", "a.1");
    done("s1-0", "a.1");

    assertThat(judge.findings().repeated()).isZero();
    assertThat(judge.findings().duplicated()).isZero();
  }

  @Test
  void aMessageThatStartsBeforeTheOneBeforeItIsDoneIsOutOfOrder() {
    start("s1-0", "a.1");
    start("s1-1", "a.1");
    done("s1-0", "a.1");
    done("s1-1", "a.1");

    assertThat(judge.findings().outOfOrder()).isEqualTo(1);
    assertThat(judge.findings().offences())
        .containsExactly("s1-1 started on a.1 before s1-0 was done");
  }

  @Test
  void aMessageThatStartsWhileTheOneBeforeItHasOnlyFailedIsOutOfOrder() {
    start("s1-0", "a.1");
    see(Kind.FAILED, "s1-0", "a.1");
    start("s1-1", "a.1");

    assertThat(judge.findings().outOfOrder()).isEqualTo(1);
  }

  @Test
  void aMessageWhoseForerunnerWasNeverSeenIsOutOfOrderAlsoOnADisturbedNode() {
    judge.see(Event.disturbed("pause", "a.1"));
    start("s1-1", "a.1");

    assertThat(judge.findings().outOfOrder()).isEqualTo(1);
  }

  @Test
  void withoutASessionThereIsNoOrder() {
    start("x1-1", "a.1");
    start("x1-0", "a.1");

    assertThat(judge.findings().outOfOrder()).isZero();
  }

  @Test
  void aNodeThatWasPausedMayRepeatWhatOthersHaveGoneOnFrom() {
    accepted("s1-0");
    accepted("s1-1");
    judge.see(Event.disturbed("pause", "a.1"));
    start("s1-0", "b.1");
    done("s1-0", "b.1");
    start("s1-1", "b.1");
    start("s1-0", "a.1");
    done("s1-0", "a.1");
    done("s1-1", "b.1");

    Judge.Findings found = judge.findings();
    assertThat(found.outOfOrder()).isZero();
    assertThat(found.duplicated()).isEqualTo(1);
    assertThat(found.unexplained()).isZero();
  }

  @Test
  void aNodeThatNothingWasDoneToMayNot() {
    handled("s1-0", "b.1");
    handled("s1-1", "b.1");
    start("s1-0", "a.1");

    assertThat(judge.findings().outOfOrder()).isEqualTo(1);
  }

  @Test
  void twoIdsOfOneMessageAreNoticed() {
    handled("x1-0", "a.1");
    judge.see(new Event(Kind.START, "x1-0", 99, 1, "a.1"));

    assertThat(judge.findings().storedTwice()).isEqualTo(1);
    assertThat(judge.findings().offences()).containsExactly("x1-0 has two ids, 7 and 99");
  }

  @Test
  void offencesAreFewHoweverManyThereAre() {
    for (int i = 0; i < 1_000; i++) {
      accepted("s1-" + i);
      start("s2-" + (i + 1), "a.1");
    }

    assertThat(judge.findings().lost()).isEqualTo(1_000);
    assertThat(judge.findings().offences()).hasSize(20);
  }

  /**
   * A server that keeps its promises, killed at any moment, is found good; one that does not is
   * not.
   */
  @Property
  void killsAtAnyMomentAreNoOffenceAndWhatIsLeftOutIs(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int messages) {
    Random random = new Random(seed);
    int missing = random.nextInt(messages);
    List<Event> events = new ArrayList<>();
    int run = 1;
    for (int n = 0; n < messages; n++) {
      String key = "s1-" + n;
      events.add(Event.accepted(MessageKey.parse(key), "a." + run));
      boolean ended = false;
      while (!ended) {
        events.add(new Event(Kind.START, key, n + 1, 1, "a." + run));
        int end = random.nextInt(4);
        if (end == 0) {
          events.add(new Event(Kind.FAILED, key, n + 1, 1, "a." + run));
        } else if (end > 1) {
          events.add(new Event(Kind.DONE, key, n + 1, 1, "a." + run));
          ended = end == 3; // else its outcome did not get to the disk
        }
        if (!ended && end != 0) {
          events.add(Event.disturbed("kill", "a." + run));
          run++;
        }
      }
    }
    String left = "s1-" + missing;
    Judge good = new Judge();
    Judge bad = new Judge();
    for (Event event : events) {
      good.see(event);
      if (event.kind() != Kind.DONE || !event.subject().equals(left)) {
        bad.see(event);
      }
    }

    assertThat(good.findings().offences()).isEmpty();
    assertThat(good.findings().handled()).isEqualTo(messages);
    assertThat(good.findings().unexplained()).isZero();
    assertThat(bad.findings().lost()).isEqualTo(1);
    assertThat(bad.findings().outOfOrder()).isEqualTo(missing == messages - 1 ? 0 : 1);
  }

  private void handled(String key, String node) {
    accepted(key);
    start(key, node);
    done(key, node);
  }

  private void accepted(String key) {
    judge.see(Event.accepted(MessageKey.parse(key), "a.1"));
  }

  private void start(String key, String node) {
    see(Kind.START, key, node);
  }

  private void done(String key, String node) {
    see(Kind.DONE, key, node);
  }

  private void see(Kind kind, String key, String node) {
    judge.see(new Event(kind, key, 7, 1, node));
  }
}
