package org.messagingagent.server.prove;

/**
 * How many messages of the proof the store has, by what became of them.
 *
 * @param ended dead or discarded
 */
public record StoreCounts(long waiting, long handled, long ended) {

  /** Reads them while no node runs. */
  @FunctionalInterface
  public interface Reader {
    StoreCounts read();
  }
}
