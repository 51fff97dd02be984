package org.messagingagent.server.store.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.NodeNameTakenException;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RunningPlugin;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.postgres.PgNodes.Named;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes on one PostgreSQL. Has a connection of its own, so that a beat waits neither for a
 * batch nor for readers; all its transactions are short, and wait for locks for a second at most.
 */
final class PgCluster implements ClusterStore, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PgCluster.class);
  private static final String UNIQUE_VIOLATION = "23505";

  private final ClusterConnection connection;
  private final ClusterEpoch epoch;
  private final LongFunction<String> sessionName;
  private final Consumer<String> settleLost;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Whether this process has joined before: only its first time may it replace another. */
  private boolean joinedBefore;

  private boolean joined;

  /** Whether an epoch was closed and what it was sending has not been settled. */
  private boolean unsettled;

  private String lostDescription = "";

  /**
   * @param channel of the notices
   * @param sessionName what the database calls the session that writes under an epoch
   * @param settleLost makes what closed epochs were sending "outcome unknown", with a description
   */
  PgCluster(
      ConnectionSource connections,
      String channel,
      ClusterEpoch epoch,
      LongFunction<String> sessionName,
      Consumer<String> settleLost) {
    this.connection = new ClusterConnection(connections, channel);
    this.epoch = requireNonNull(epoch, "epoch is null");
    this.sessionName = requireNonNull(sessionName, "sessionName is null");
    this.settleLost = requireNonNull(settleLost, "settleLost is null");
  }

  @Override
  public synchronized long join(NodeInfo info, Duration lease) {
    long mine;
    try {
      mine = enter(info, lease);
    } catch (ClusterConnection.LockedException e) {
      throw new NodeNameTakenException(
          "A process that was node '%s' before has a transaction open still".formatted(info.name()),
          Instant.EPOCH);
    }
    tidy(mine);
    return mine;
  }

  /** The next who joins tries again where it does not work. */
  private void tidy(long mine) {
    try {
      unsettled |= connection.inTransaction(sql -> new PgOldEpochs(sql).tidy(mine, sessionName));
    } catch (StoreException e) {
      log.debug("What processes that ended have left is still there", e);
    }
  }

  private long enter(NodeInfo info, Duration lease) {
    return connection.inTransaction(
        sql -> {
          long mine = openEpoch(sql);
          PgNodes nodes = new PgNodes(sql);
          for (Named other : nodes.named(info.name())) {
            if (other.epoch() != mine) {
              replace(other, info, nodes);
            }
          }
          try {
            nodes.insert(mine, info, lease);
          } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
              throw new StoreException(
                  "Another node '%s' is joining at this moment; try again".formatted(info.name()),
                  e);
            }
            throw e;
          }
          connection.tellOthers(sql);
          joined = true;
          joinedBefore = true;
          return mine;
        });
  }

  /** The current epoch, or a new one where others have closed it. */
  private long openEpoch(Connection sql) throws SQLException {
    long current = epoch.current();
    if (!new PgNodes(sql).isOpen(current)) {
      epoch.renew(current);
    }
    return epoch.current();
  }

  private void replace(Named other, NodeInfo info, PgNodes nodes) throws SQLException {
    boolean died = !joinedBefore && other.home().equals(info.home());
    if (other.leaseLeft().isNegative() || died) {
      nodes.bury(other.epoch());
      unsettled = true;
      return;
    }
    throw new NodeNameTakenException(
        "A node '%s'%s is alive; it gave a sign of life at %s. Stop it, or give this one another name with messaging.node.name"
            .formatted(
                other.name(),
                other.address().isEmpty() ? "" : " at " + other.address(),
                other.beatAt()),
        other.beatAt());
  }

  @Override
  public synchronized View beat(Set<String> plugins, Duration lease) {
    if (!joined) {
      return new View(false, List.of(), Map.of());
    }
    long mine = epoch.current();
    View view = connection.alone(sql -> new PgNodes(sql).beat(mine, plugins, lease));
    if (view.alive()) {
      settle();
    } else {
      epoch.disownAll();
    }
    return view;
  }

  @Override
  public synchronized void announce(List<RunningPlugin> running) {
    if (!joined) {
      return;
    }
    long mine = epoch.current();
    connection.inTransaction(
        sql -> {
          new PgNodes(sql).announce(mine, running);
          connection.tellOthers(sql);
          return true;
        });
  }

  @Override
  public synchronized View nodes() {
    View view = connection.alone(sql -> new PgNodes(sql).view());
    long mine = epoch.current();
    boolean alive = joined && view.nodes().stream().anyMatch(node -> node.epoch() == mine);
    return new View(alive, view.nodes(), view.owners());
  }

  @Override
  public synchronized Partitions claim(String plugin, Partitions wanted) {
    if (!joined) {
      return Partitions.NONE;
    }
    long mine = epoch.current();
    Partitions got =
        connection.inTransaction(
            sql -> {
              Partitions claimed = new PgNodes(sql).claim(mine, plugin, wanted);
              if (!claimed.isEmpty()) {
                connection.tellOthers(sql);
              }
              return claimed;
            });
    epoch.own(mine, plugin, got);
    return got;
  }

  @Override
  public void withdraw(String plugin, Partitions partitions) {
    epoch.disown(plugin, partitions);
  }

  @Override
  public synchronized void release(String plugin, Partitions partitions) {
    epoch.disown(plugin, partitions);
    long mine = epoch.current();
    connection.inTransaction(
        sql -> {
          new PgNodes(sql).release(mine, plugin, partitions);
          connection.tellOthers(sql);
          return true;
        });
  }

  @Override
  public synchronized List<Node> buryExpired(String description) {
    List<Node> buried = new ArrayList<>();
    List<Node> expired = connection.alone(sql -> new PgNodes(sql).expired());
    for (Node node : expired) {
      if (node.epoch() != epoch.current() && bury(node)) {
        buried.add(node);
      }
    }
    unsettled |= !buried.isEmpty();
    lostDescription = description;
    settle();
    return List.copyOf(buried);
  }

  /** Tried again at the next beat where the database does not take it. */
  private void settle() {
    if (!unsettled || lostDescription.isEmpty()) {
      return;
    }
    try {
      settleLost.accept(lostDescription);
      unsettled = false;
    } catch (StoreException e) {
      log.warn(
          "What a node that is gone was sending could not be settled, and is at the next beat: {}",
          e.getMessage());
    }
  }

  /** False where it is alive after all, is buried already, or is committing at this moment. */
  private boolean bury(Node node) {
    endSessions(node);
    try {
      return connection.inTransaction(
          sql -> {
            PgNodes nodes = new PgNodes(sql);
            if (!nodes.isExpired(node.epoch())) {
              return false;
            }
            nodes.bury(node.epoch());
            connection.tellOthers(sql);
            return true;
          });
    } catch (ClusterConnection.LockedException e) {
      log.debug("Node {} has a transaction open; the next beat tries again", node.info().name());
      return false;
    }
  }

  /** A process that is paused in a batch would keep its epoch locked. */
  private void endSessions(Node node) {
    try {
      connection.inTransaction(
          sql -> new PgNodes(sql).endSessions(sessionName.apply(node.epoch())));
    } catch (StoreException e) {
      log.debug("The sessions of node {} could not be ended", node.info().name(), e);
    }
  }

  @Override
  public synchronized void leave() {
    if (!joined) {
      return;
    }
    joined = false;
    epoch.disownAll();
    long mine = epoch.current();
    connection.inTransaction(
        sql -> {
          new PgNodes(sql).leave(mine);
          connection.tellOthers(sql);
          return true;
        });
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
  }

  /** Called by who listens to the database, where it heard of other nodes. */
  void changed() {
    listeners.forEach(Runnable::run);
  }

  /** Closes its connection. */
  @Override
  public void close() {
    connection.close();
  }
}
