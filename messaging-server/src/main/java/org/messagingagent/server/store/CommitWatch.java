package org.messagingagent.server.store;

/** What can be seen of the writes of a database. Safe for use by many threads. */
public interface CommitWatch {

  /** Of a database that shows nothing. */
  CommitWatch NONE =
      new CommitWatch() {
        @Override
        public int waiting() {
          return 0;
        }

        @Override
        public boolean alive() {
          return true;
        }

        @Override
        public void onCommit(Listener listener) {
          // There is nothing to tell.
        }
      };

  /** How many writes have been handed in that no commit has taken up yet. */
  int waiting();

  /** Whether there is a thread that commits; once false it stays so. */
  boolean alive();

  /** Who is told after each commit, on the thread that commits: it must be short. Set once. */
  void onCommit(Listener listener);

  /** Hears of commits. */
  @FunctionalInterface
  interface Listener {

    /**
     * Writes are on disk.
     *
     * @param nanos from the begin of the transaction to the end of the commit
     */
    void committed(int writes, long nanos);
  }
}
