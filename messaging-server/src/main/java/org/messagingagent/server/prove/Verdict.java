package org.messagingagent.server.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a proof.
 *
 * @param accepted messages for which a caller had the server's word
 * @param handled messages whose handler came to its end
 * @param lost accepted and never handled
 * @param duplicated handled more than once
 * @param duplicatedUnexplained repeats for which no node was killed, paused or cut off
 * @param startedAgain starts of handlers beyond those that the proof asked for
 * @param outOfOrder handled before the one before it in its session
 * @param storedTwice stored under two ids
 * @param unanswered begun by a caller and not accepted to the end
 * @param stored what the store says at the end
 * @param refusals why requests were not accepted at once, and how often
 * @param problems all that keeps the proof from being one, a sentence each; empty: proven
 * @param directory where the record and the logs are
 */
public record Verdict(
    boolean proven,
    long seed,
    int nodes,
    int kills,
    int pauses,
    int cuts,
    long accepted,
    long handled,
    long lost,
    long duplicated,
    long duplicatedUnexplained,
    long startedAgain,
    long outOfOrder,
    long storedTwice,
    long unanswered,
    StoreCounts stored,
    Map<String, Long> refusals,
    List<String> problems,
    String directory) {

  /** As lines for people. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d nodes; %d kills, %d pauses, %d cuts; seed %d"
            .formatted(nodes, kills, pauses, cuts, seed));
    lines.add("accepted      %d".formatted(accepted));
    lines.add("handled       %d".formatted(handled));
    lines.add("lost          %d".formatted(lost));
    lines.add("duplicated    %d (without cause: %d)".formatted(duplicated, duplicatedUnexplained));
    lines.add("out of order  %d".formatted(outOfOrder));
    lines.add("stored twice  %d".formatted(storedTwice));
    lines.add(
        "in the store  %d handled, %d waiting, %d dead or discarded"
            .formatted(stored.handled(), stored.waiting(), stored.ended()));
    problems.forEach(problem -> lines.add("  " + problem));
    lines.add("Record and logs: " + directory);
    lines.add(proven ? "PROVEN" : "NOT PROVEN");
    return String.join(System.lineSeparator(), lines);
  }
}
