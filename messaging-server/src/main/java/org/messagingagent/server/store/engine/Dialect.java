package org.messagingagent.server.store.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Where the two databases differ in what they are told and in how many nodes write to them. The
 * texts that its methods answer are parts of statements.
 */
public interface Dialect {

  /** A name within a plugin: an external id, or the key of a session. */
  record Name(String plugin, String name) {}

  /** Takes a row that was found for the key of this index. */
  interface RowConsumer {
    void accept(int key, ResultSet row) throws SQLException;
  }

  /** Whether other nodes write to the same tables. */
  boolean manyNodes();

  /** Asks the same for each of these ids; the first parameter of the query is the id. */
  void eachId(Statements statements, String query, List<Integer> ids, RowConsumer rows)
      throws SQLException;

  /** The same for names; the first two parameters are the plugin and the name. */
  void eachName(Statements statements, String query, List<Name> names, RowConsumer rows)
      throws SQLException;

  /**
   * Until the end of the transaction nobody else looks for these external ids or adds them, so that
   * of a report and a settlement one finds what the other has written. Of whichever plugin they
   * are: so they can be locked before the rows of their messages are, and no two nodes wait for
   * each other.
   *
   * @param externalIds as they are stored
   */
  void lockExternalIds(Statements statements, List<String> externalIds) throws SQLException;

  /** Follows the table where the planner would take an index that reads more than this one. */
  String indexedBy(String index);

  /** Ends a query whose rows are to be changed. */
  String forUpdate();

  /** Ends a query whose rows must stay as they are until the transaction ends. */
  String forShare();

  /** Leaves out as many rows as the parameter says. */
  String offset();

  /**
   * The condition for some rows of a table, as many as its last parameter says; without those that
   * another node is at.
   *
   * @param key of the table
   * @param index that finds them in their order
   * @param condition and order, as in {@code expires_at < ? ORDER BY expires_at}
   */
  String some(String table, String key, String index, String condition);

  /** The condition for outgoing messages whose sender lives no more. */
  String senderIsGone();

  /** The epoch under which an outgoing message was sent, in a select. */
  String sender();

  /** Adds an outgoing message; its last parameter is the sender's epoch where many nodes send. */
  String addOutgoing();

  /** A text as it is stored. Where one is the start of another, it stays so; order stays, too. */
  String stored(String text);

  /** The text that was stored so. */
  String text(String stored);
}
