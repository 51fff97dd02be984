package org.messagingagent.server.inbox;

import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;

/**
 * What this node may work on, where several share one database. Safe for use by many threads; no
 * method blocks, and all are cheap enough to be asked before each message.
 */
public interface Ownership {

  /** Everything, for ever: for a server that has its database to itself. */
  Ownership ALL =
      new Ownership() {
        @Override
        public Partitions of(String plugin) {
          return Partitions.ALL;
        }

        @Override
        public boolean covers(StoredIncoming message) {
          return true;
        }

        @Override
        public boolean holds() {
          return true;
        }
      };

  /** The partitions of a plugin of which messages may be taken. */
  Partitions of(String plugin);

  /**
   * Whether the message's partition may be worked on, and has been owned ever since the message was
   * read: not lost and got again meanwhile.
   */
  boolean covers(StoredIncoming message);

  /**
   * Whether the right to work holds at this moment. Where it does not, nothing may be begun; what
   * is owned may be lost, or the right may come back by itself.
   */
  boolean holds();
}
