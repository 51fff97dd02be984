package org.messagingagent.server.store.postgres;

import java.util.Optional;
import org.messagingagent.server.store.Partitions;

/** What nodes tell each other through the database, in one line each. */
sealed interface PgNews {

  /** Messages of these partitions may have become ready. */
  record Wake(String plugin, Partitions partitions) implements PgNews {}

  /** A node came, went or gave up something. */
  record ClusterChanged() implements PgNews {}

  /** A transaction of a host stored messages, which have to be taken note of. */
  record HostCommitted() implements PgNews {}

  String CLUSTER = "c";
  String HOST = "h";
  String WAKE = "w:";

  /** Where news of a schema are told. */
  static String channel(String schema) {
    return "messaging_agent_" + schema;
  }

  default String line() {
    if (this instanceof Wake wake) {
      return WAKE + Long.toHexString(wake.partitions().mask()) + ":" + wake.plugin();
    }
    return this instanceof HostCommitted ? HOST : CLUSTER;
  }

  /** Empty for what this version does not know. */
  static Optional<PgNews> of(String line) {
    if (line.equals(CLUSTER)) {
      return Optional.of(new ClusterChanged());
    }
    if (line.equals(HOST)) {
      return Optional.of(new HostCommitted());
    }
    int colon = line.indexOf(':', WAKE.length());
    if (!line.startsWith(WAKE) || colon < 0) {
      return Optional.empty();
    }
    try {
      long mask = Long.parseUnsignedLong(line, WAKE.length(), colon, 16);
      return Optional.of(new Wake(line.substring(colon + 1), new Partitions(mask)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
