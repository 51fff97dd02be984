package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.server.plugin.HandTimers.HandTimer;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.PluginScheduler.Job;
import org.messagingagent.spi.PluginScheduler.Scheduled;
import org.messagingagent.spi.SubmissionException;
import org.slf4j.LoggerFactory;

/** Nodes that share one store, with time that moves by hand. */
class OneNodeJobTest {

  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SettableClock clock = new SettableClock();
  private final HandTimers time = new HandTimers(clock);
  private final TestKeyValueStore values = new TestKeyValueStore(clock);
  private final List<String> runs = new ArrayList<>();
  private PluginLog log;

  /** One server. */
  private final class Node {

    private final String name;
    private final HandTimer jobTimer = time.timer();
    private final HandTimer leaseTimer = time.timer();
    private final PluginJobs jobs;

    Node(String name) {
      this.name = name;
      FailureLog failures = new FailureLog(LoggerFactory.getLogger(PluginJobs.class), "sms", clock);
      JobRunner runner = new JobRunner("sms", getClass().getClassLoader(), failures);
      jobs = new PluginJobs("sms", clock, runner, values, name, jobTimer, leaseTimer);
      jobs.start();
    }

    Scheduled poll() {
      return poll(() -> {});
    }

    Scheduled poll(Job more) {
      return jobs.everyOnOneNode(
          "poll",
          PAUSE,
          () -> {
            runs.add(name);
            more.run();
          });
    }

    /** Its process dies. */
    void vanish() {
      jobTimer.stop();
      leaseTimer.stop();
    }

    void close() {
      assertThat(jobs.close(Duration.ZERO)).isZero();
    }
  }

  @BeforeEach
  void open() {
    log = new PluginLog();
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void jobRunsOnOneOfTheNodesAndThereAgainAfterThePause() {
    new Node("a").poll();
    new Node("b").poll();

    time.run();
    assertThat(runs).containsExactly("a");

    time.advance(PAUSE.minus(SECOND));
    assertThat(runs).containsExactly("a");
    time.advance(SECOND);
    assertThat(runs).containsExactly("a", "a");
    time.advance(PAUSE.multipliedBy(10));
    assertThat(runs).hasSize(12).containsOnly("a");
  }

  @Test
  void jobNeverRunsOnTwoNodesAtOnceHoweverLongItTakes() {
    List<String> during = new ArrayList<>();
    Node a = new Node("a");
    Node b = new Node("b");
    a.poll(
        () -> {
          time.advance(PAUSE.multipliedBy(3));
          during.addAll(runs);
        });
    b.poll();

    time.run();

    assertThat(during).containsExactly("a");
    assertThat(runs).containsExactly("a");
  }

  @Test
  void anotherNodeGoesOnWithinAMinuteWhereOneDied() {
    Node a = new Node("a");
    Node b = new Node("b");
    a.poll(a::vanish);
    b.poll();

    // It dies in the middle of its run, of which nothing is known then.
    time.run();
    values.remove("ended/poll");
    time.advance(Duration.ofSeconds(20));
    assertThat(runs).containsExactly("a");
    time.advance(Duration.ofSeconds(40));

    assertThat(runs).containsExactly("a", "b");
  }

  @Test
  void pauseIsKeptWhereANodeDiedBetweenRuns() {
    Node a = new Node("a");
    a.poll();
    time.advance(Duration.ofMinutes(1));
    a.vanish();

    new Node("b").poll();
    time.advance(PAUSE.minus(Duration.ofMinutes(1)).minus(SECOND));
    assertThat(runs).containsExactly("a");
    time.advance(SECOND);

    assertThat(runs).containsExactly("a", "b");
  }

  @Test
  void pauseIsKeptOverARestartAndTheLeaseGivenBack() {
    Node before = new Node("a");
    before.poll();
    time.advance(Duration.ofMinutes(1));
    before.close();
    assertThat(values.keys("lease/", "", 10)).isEmpty();

    new Node("a").poll();
    time.advance(PAUSE.minus(Duration.ofMinutes(1)).minus(SECOND));
    assertThat(runs).hasSize(1);
    time.advance(SECOND);

    assertThat(runs).hasSize(2);
  }

  @Test
  void jobThatIsDueRunsAtOnceAfterARestart() {
    Node before = new Node("a");
    before.poll();
    time.run();
    before.close();
    time.advance(PAUSE.plus(PAUSE));

    new Node("b").poll();
    time.run();

    assertThat(runs).containsExactly("a", "b");
  }

  @Test
  void jobThatIsTakenBackIsLeftToOtherNodes() {
    Scheduled first = new Node("a").poll();
    new Node("b").poll();
    time.run();

    first.cancel();
    time.advance(PAUSE.plus(JobLease.RENEWAL));

    assertThat(runs).containsExactly("a", "b");
  }

  @Test
  void jobThatIsTakenBackInItsRunKeepsOthersOffUntilThatEnds() {
    Node a = new Node("a");
    List<Scheduled> own = new ArrayList<>();
    List<String> during = new ArrayList<>();
    own.add(
        a.poll(
            () -> {
              own.get(0).cancel();
              a.poll();
              time.advance(PAUSE);
              during.addAll(runs);
            }));

    time.run();
    assertThat(during).containsExactly("a");
    time.advance(PAUSE.plus(JobLease.RENEWAL));

    assertThat(runs).containsExactly("a", "a");
  }

  @Test
  void jobThatThrowsEndsAndPausesLikeAnyOther() {
    new Node("a")
        .poll(
            () -> {
              throw new LinkageError("broken");
            });

    time.advance(PAUSE);

    assertThat(runs).hasSize(2);
    assertThat(log.problems())
        .containsExactly(
            "Plugin sms, its job 'poll': LinkageError: broken",
            "Plugin sms, its job 'poll': LinkageError: broken");
  }

  @Test
  void nothingIsBegunWhileItIsNotKnownWhoseTurnItIs() {
    new Node("a").poll();
    time.run();
    time.advance(PAUSE.minusMinutes(1));

    values.breakWith(new SubmissionException("the disk is full", true));
    time.advance(Duration.ofMinutes(3));
    assertThat(runs).hasSize(1);
    assertThat(log.problems()).isNotEmpty().allMatch(line -> line.contains("the disk is full"));
    values.repair();
    time.advance(JobLease.RENEWAL);

    assertThat(runs).hasSize(2);
  }

  @Test
  void nodeThatCannotRenewItsLeaseInTimeBeginsNothingOnIt() {
    Node a = new Node("a");
    a.poll();
    time.run();

    a.leaseTimer.stop();
    new Node("b").poll();
    time.advance(PAUSE.multipliedBy(2));

    assertThat(runs).containsExactly("a", "b", "b");
  }

  @Test
  void leaseOfAJobThatStillRunsIsGivenBackAtItsEnd() {
    Node a = new Node("a");
    List<String> held = new ArrayList<>();
    a.poll(
        () -> {
          assertThat(a.jobs.close(Duration.ZERO)).isEqualTo(1);
          held.addAll(values.keys("lease/", "", 10));
        });

    time.run();

    assertThat(held).containsExactly("lease/poll");
    assertThat(values.keys("lease/", "", 10)).isEmpty();
    assertThat(values.keys("ended/", "", 10)).containsExactly("ended/poll");
  }
}
