package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.messagingagent.server.store.Store;

/** Administration on the stores themselves. */
public final class StoreAdministration implements Administration {

  private final Store store;
  private final Hooks hooks;
  private final Clock clock;
  private final UserWork users;
  private final PluginWork plugins;
  private final IncomingWork incoming;
  private final MatchWork matches;
  private final OutgoingWork outgoing;
  private final ReceiptWork receipts;
  private final QueueWork queues;
  private final AuditWork audit;

  /**
   * @param actor whose doing it is, as the audit records tell
   */
  public StoreAdministration(Store store, Hooks hooks, Clock clock, Actor actor) {
    this.store = requireNonNull(store, "store is null");
    this.hooks = requireNonNull(hooks, "hooks is null");
    this.clock = requireNonNull(clock, "clock is null");
    Auditor auditor = new Auditor(store.audit(), clock, requireNonNull(actor, "actor is null"));
    users = new UserWork(store.users(), hooks, clock, auditor);
    plugins = new PluginWork(store.cluster(), hooks, auditor);
    incoming = new IncomingWork(store.inbox(), store.cluster(), hooks, clock, auditor);
    matches = new MatchWork(store.inbox(), hooks.dispatch(), clock, auditor);
    outgoing = new OutgoingWork(store.outbox());
    receipts = new ReceiptWork(store.outbox());
    queues = new QueueWork(store.inbox(), store.cluster(), hooks.activity(), clock);
    audit = new AuditWork(store.audit());
  }

  /** The same for somebody else. */
  public StoreAdministration as(Actor actor) {
    return new StoreAdministration(store, hooks, clock, actor);
  }

  /**
   * What else the server does.
   *
   * @param hashPassword from a password to its PHC string; may throw {@link
   *     AdministrationException}
   * @param plugins what was found, and what can be done with it
   * @param dispatch hands out messages meanwhile
   * @param passwordChanged called with the user's name after a password changed or the user was
   *     removed
   * @param rolesChanged called with the user's name after a user lost a role
   * @param activity what this node is working on
   */
  public record Hooks(
      Function<String, String> hashPassword,
      PluginControl plugins,
      Dispatch dispatch,
      Consumer<String> passwordChanged,
      Consumer<String> rolesChanged,
      Activity activity) {

    public Hooks {
      requireNonNull(hashPassword, "hashPassword is null");
      requireNonNull(plugins, "plugins is null");
      requireNonNull(dispatch, "dispatch is null");
      requireNonNull(passwordChanged, "passwordChanged is null");
      requireNonNull(rolesChanged, "rolesChanged is null");
      requireNonNull(activity, "activity is null");
    }
  }

  /** Who hands out messages while an operator changes them. */
  public interface Dispatch {

    /** Nobody does: no server runs. */
    Dispatch NONE =
        new Dispatch() {
          @Override
          public void lookAgain() {}

          @Override
          public boolean putAside(String plugin, long id) {
            return true;
          }

          @Override
          public void letGo(String plugin, long id) {}
        };

    /** A message was made ready. */
    void lookAgain();

    /** Keeps a message from being handled; false where it is being handled right now. */
    boolean putAside(String plugin, long id);

    /** Ends that. */
    void letGo(String plugin, long id);
  }

  @Override
  public List<UserEntry> users(Optional<String> after, int limit) {
    return users.list(after, limit);
  }

  @Override
  public void addUser(String name, String password, List<String> roles) {
    users.add(name, password, roles);
  }

  @Override
  public void removeUser(String name) {
    users.remove(name);
  }

  @Override
  public void changePassword(String name, String password) {
    users.changePassword(name, password);
  }

  @Override
  public void grant(String name, List<String> roles) {
    users.grant(name, roles);
  }

  @Override
  public void revoke(String name, List<String> roles) {
    users.revoke(name, roles);
  }

  @Override
  public List<PluginEntry> plugins() {
    return plugins.list();
  }

  @Override
  public PluginDetail plugin(String name) {
    return plugins.describe(name);
  }

  @Override
  public void pausePlugin(String name) {
    plugins.pause(name);
  }

  @Override
  public void resumePlugin(String name) {
    plugins.resume(name);
  }

  @Override
  public String restartPlugin(String name) {
    return plugins.restart(name);
  }

  @Override
  public List<MessageCount> counts() {
    List<MessageCount> counts = new ArrayList<>(incoming.counts());
    counts.addAll(outgoing.counts());
    return counts;
  }

  @Override
  public List<IncomingEntry> incoming(IncomingQuery query) {
    return incoming.list(query);
  }

  @Override
  public IncomingDetail incoming(long id) {
    return incoming.find(id);
  }

  @Override
  public String retry(long id) {
    return incoming.retry(id);
  }

  @Override
  public String discard(long id, String reason) {
    return incoming.discard(id, reason);
  }

  @Override
  public Matched matching(MatchQuery query, long after) {
    return matches.matching(query, after);
  }

  @Override
  public Changed retry(MatchQuery query, long after, long upTo) {
    return matches.retry(query, after, upTo);
  }

  @Override
  public Changed discard(MatchQuery query, long after, long upTo, String reason) {
    return matches.discard(query, after, upTo, reason);
  }

  @Override
  public List<OutgoingEntry> outgoing(OutgoingQuery query) {
    return outgoing.list(query);
  }

  @Override
  public OutgoingEntry outgoing(int messagingId) {
    return outgoing.find(messagingId);
  }

  @Override
  public List<ReceiptEntry> receipts(ReceiptQuery query) {
    return receipts.list(query);
  }

  @Override
  public List<ReceiptCount> receiptCounts() {
    return receipts.counts();
  }

  @Override
  public List<QueueEntry> queues() {
    return queues.queues();
  }

  @Override
  public List<PartitionEntry> partitions(String plugin) {
    return queues.partitions(plugin);
  }

  @Override
  public List<NodeEntry> nodes() {
    return queues.nodes();
  }

  @Override
  public List<AuditEntry> audit(AuditQuery query) {
    return audit.list(query);
  }
}
