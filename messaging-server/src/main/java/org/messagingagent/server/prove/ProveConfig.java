package org.messagingagent.server.prove;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a proof is to do.
 *
 * @param nodes how many servers, 1 to 16
 * @param kills how often one is killed and started again
 * @param pauses how often one is stopped for longer than the lease, and continued
 * @param cuts how often the connections of one to its database are cut
 * @param sessions how many callers send in a session of their own, each one message after the other
 * @param callers how many callers send without a session
 * @param rate how many messages a second all callers send together, at most
 * @param seed decides all that is left to chance here
 * @param duration how long there is load, at most; it ends earlier when all of these are done
 * @param lease how long a node owns its share without a sign of life
 * @param directory where the record and the logs go; exists
 */
public record ProveConfig(
    int nodes,
    int kills,
    int pauses,
    int cuts,
    int sessions,
    int callers,
    int rate,
    long seed,
    Duration duration,
    Duration lease,
    Path directory) {

  private static final int MOST_NODES = 16;
  private static final int MOST_CALLERS = 500;
  private static final int MOST_DISTURBANCES = 10_000;
  private static final int HIGHEST_RATE = 100_000;
  private static final Duration FOR_A_KILL = Duration.ofSeconds(6);
  private static final Duration FOR_A_CUT = Duration.ofSeconds(5);
  private static final Duration BEYOND_A_PAUSE = Duration.ofSeconds(8);
  private static final Duration LEAST_SPREAD = Duration.ofSeconds(10);

  public ProveConfig {
    requireNonNull(directory, "directory is null");
    range("nodes", nodes, 1, MOST_NODES);
    range("kills", kills, 0, MOST_DISTURBANCES);
    range("pauses", pauses, 0, MOST_DISTURBANCES);
    range("cuts", cuts, 0, MOST_DISTURBANCES);
    range("sessions", sessions, 0, MOST_CALLERS);
    range("callers", callers, 0, MOST_CALLERS);
    check(sessions + callers > 0, "--sessions and --callers must not both be 0");
    range("rate", rate, 1, HIGHEST_RATE);
    checkPositive("--duration", duration);
    checkPositive("the lease", lease);
  }

  int disturbances() {
    return kills + pauses + cuts;
  }

  /** The time over which the kills, pauses and cuts are spread, where the nodes keep up. */
  Duration spread() {
    Duration needed = FOR_A_KILL.multipliedBy(kills).plus(FOR_A_CUT.multipliedBy(cuts));
    needed = needed.plus(lease.plus(BEYOND_A_PAUSE).multipliedBy(pauses));
    Duration together = needed.dividedBy(Math.max(1, nodes - 1));
    Duration least = together.compareTo(LEAST_SPREAD) < 0 ? LEAST_SPREAD : together;
    Duration most = duration.multipliedBy(4).dividedBy(5);
    return least.compareTo(most) < 0 ? least : most;
  }

  private static void range(String option, int value, int least, int most) {
    check(
        value >= least && value <= most,
        "--%s must be %d to %d, was %d",
        option,
        least,
        most,
        value);
  }
}
