package org.messagingagent.server.store;

import java.util.Optional;

/** One database, opened and migrated. Safe for use by many threads. */
public interface Store extends AutoCloseable {

  InboxStore inbox();

  OutboxStore outbox();

  UserStore users();

  TicketStore tickets();

  ValueStore values();

  ClusterStore cluster();

  AuditStore audit();

  /** Work in transactions beside those of the store's writer; empty where there can be none. */
  Optional<TransactionStore> transactions();

  /** What can be seen of the writes. */
  default CommitWatch commits() {
    return CommitWatch.NONE;
  }

  /**
   * Whether the database answers and the writer runs; cheap, for health checks.
   *
   * @return empty where all is well, else what is wrong, in words for an operator
   */
  Optional<String> problem();

  /** Commits what has been handed in, then closes. Writes handed in later fail. */
  @Override
  void close();
}
