package org.messagingagent.server.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes there are, and who owns which partitions. Nodes never speak to each other: all they
 * know of each other is here. The database's clock alone decides when a lease has run out. Safe for
 * use by many threads; calls wait for the database.
 *
 * <p>A node has an <em>epoch</em>, a number that is never given again. Whoever buries a node whose
 * lease has run out closes its epoch first, which waits for what the node is committing at that
 * moment; from then on the store takes no outcome under that epoch. So a node that was paused, and
 * goes on, cannot finish what it has lost.
 */
public interface ClusterStore {

  /**
   * Enters this node, or enters it again under a new epoch where it has been buried.
   *
   * @return its epoch
   * @throws NodeNameTakenException where a node of this name is alive; the message says which and
   *     what to do. One of the same home is not: this process has taken its place, and it is buried
   * @throws StoreException where the database does not answer
   */
  long join(NodeInfo info, Duration lease);

  /**
   * Extends the lease of this node, and tells what the database knows.
   *
   * @param plugins those that run on this node and whose partitions it takes a share of
   */
  View beat(Set<String> plugins, Duration lease);

  /**
   * Tells the other nodes what runs on this one; replaces what it said before. A node that joins
   * has said nothing.
   */
  void announce(List<RunningPlugin> running);

  /**
   * What the database knows of the nodes, without extending a lease.
   *
   * @return alive tells whether this process has joined and was not buried; it may be no node at
   *     all, as the command line is not
   */
  View nodes();

  /**
   * Takes over partitions that nobody owns.
   *
   * @return those of them that this node got
   */
  Partitions claim(String plugin, Partitions wanted);

  /**
   * Stops taking part in the sessions of these partitions: from here on messages for them are
   * accepted as on any other node. They are still this node's, which may hold messages of them.
   */
  void withdraw(String plugin, Partitions partitions);

  /** Gives up partitions that were withdrawn and of which this node holds no message any more. */
  void release(String plugin, Partitions partitions);

  /**
   * Closes the epochs of nodes whose lease has run out, makes their partitions nobody's, and makes
   * what they were sending "outcome unknown" with this description.
   *
   * @return the nodes that this call buried
   */
  List<Node> buryExpired(String description);

  /** Gives up all partitions and takes this node from the list. */
  void leave();

  /** Who is told, on a thread of the store's, that another node came, went or gave up something. */
  void onChange(Runnable listener);

  /**
   * What a node says of itself.
   *
   * @param name unique among the nodes that are alive
   * @param home stands for what only one process has at a time, such as its data directory
   * @param version of the server
   * @param address where callers reach it; empty where it takes no requests
   * @param settings those that should be the same on all nodes, by their keys
   */
  record NodeInfo(
      String name, String home, String version, String address, Map<String, String> settings) {

    public NodeInfo {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * A node in the list.
   *
   * @param plugins those whose partitions it takes a share of
   * @param running what it announced
   * @param leaseLeft negative where it has run out
   */
  record Node(
      long epoch,
      NodeInfo info,
      Set<String> plugins,
      List<RunningPlugin> running,
      Instant startedAt,
      Instant beatAt,
      Duration leaseLeft) {

    /** Whether its lease still ran when this was read. */
    public boolean isAlive() {
      return !leaseLeft.isNegative();
    }

    /** Whether it announced that a plugin of this name runs there. */
    public boolean runs(String plugin) {
      return running.stream().anyMatch(each -> each.name().equals(plugin));
    }
  }

  /**
   * What a beat found.
   *
   * @param alive whether this node's lease was extended; false where it has been buried, and has
   *     lost all it owned
   * @param nodes all in the list, this one among them, by epoch
   * @param owners by plugin, then by epoch; partitions that nobody owns are absent
   */
  record View(boolean alive, List<Node> nodes, Map<String, Map<Long, Partitions>> owners) {}
}
