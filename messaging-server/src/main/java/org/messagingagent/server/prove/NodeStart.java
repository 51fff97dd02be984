package org.messagingagent.server.prove;

import java.util.OptionalInt;

/** How a node of the proof is started. */
@FunctionalInterface
public interface NodeStart {

  /** The environment variable with the name of this run of the node. */
  String NODE = "PROVE_NODE";

  /** The environment variable with the port of the record. */
  String PORT = "PROVE_PORT";

  /** The environment variable with the token for the record. */
  String TOKEN = "PROVE_TOKEN";

  /**
   * A process that runs a server with {@link ProvePlugin} alone, on a free port of the loopback
   * address, prints {@code Messaging agent ready at URL}, and ends when its standard input does.
   * What the environment says of the proof itself is added by the proof.
   *
   * @param number of the node, from 1
   * @param databasePort where the node reaches its database on the loopback address; empty: where
   *     it is
   */
  ProcessBuilder prepare(int number, OptionalInt databasePort);
}
