package org.messagingagent.server.store;

/** When the journal is copied into the database file. */
final class SqliteCheckpoint {

  /** Pages in the journal that make a commit copy them: 16 MiB. */
  static final int AUTO_PAGES = 4_000;

  private SqliteCheckpoint() {}
}
