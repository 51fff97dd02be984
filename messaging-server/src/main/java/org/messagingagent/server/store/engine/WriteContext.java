package org.messagingagent.server.store.engine;

import java.sql.SQLException;
import java.util.List;
import org.messagingagent.server.store.StoreException;

/** The transaction that is open, for those who write in it. For the writer thread alone. */
public interface WriteContext {

  Statements statements();

  /** Counts rows that came or went; undone where the transaction is rolled back. */
  void count(CountKey key, long difference);

  /**
   * How many rows there are, as this transaction sees it. Where other nodes write too, what they
   * did in the last seconds may be missing.
   */
  long number(CountKey key) throws SQLException;

  /**
   * Whether there are at least so many rows, by what all nodes have committed: so that nothing is
   * refused for rows that are gone. Of those who are at the last free places at the same moment,
   * each may be let in.
   */
  boolean reaches(long number, CountKey key) throws SQLException;

  /**
   * So many ids for outgoing messages, ascending, each given once.
   *
   * @throws StoreException where there are not so many left
   */
  List<Integer> nextOutgoingIds(int ids) throws SQLException;

  /** The node that writes. */
  long epoch();
}
