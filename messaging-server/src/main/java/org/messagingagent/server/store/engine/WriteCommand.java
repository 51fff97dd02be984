package org.messagingagent.server.store.engine;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.AuditStore.AuditRecord;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.TicketStore;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserRole;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.ValueStore;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;

/**
 * Something to be written, as a value: a database may apply one after the other, or gather those of
 * one kind into one statement.
 *
 * @param <R> what the caller gets after the commit
 */
public sealed interface WriteCommand<R> {

  /** About how many bytes it takes while it waits. */
  default long size() {
    return 200;
  }

  /**
   * Whether it records the end of work that the server has begun. Such a write is never refused for
   * the number of those that wait: there are no more of them than work in progress, and where new
   * work kept them out, what was done would be done again.
   */
  default boolean settles() {
    return false;
  }

  /** Does it, with the parts of the writer that know how. */
  R applyTo(Applier applier) throws SQLException;

  /** What applies commands of each sort, within the transaction that is open. */
  interface Applier {

    IncomingWrites incoming();

    Outgoing outgoing();

    Accounts accounts();

    PluginValues values();

    AuditRows audit();

    /** Writes something that changes nothing, to see whether the database takes writes. */
    boolean probe() throws SQLException;
  }

  /** See {@link InboxStore#accept}. */
  record Accept(NewIncoming message) implements WriteCommand<Acceptance> {
    @Override
    public long size() {
      return message.size();
    }

    @Override
    public Acceptance applyTo(Applier applier) throws SQLException {
      return applier.incoming().accept(message);
    }
  }

  /** See {@link InboxStore#finish}. */
  record Finish(long id, long epoch, MessageState state, int failures, String reason, Instant now)
      implements WriteCommand<Boolean> {
    @Override
    public boolean settles() {
      return true;
    }

    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.incoming().finish(this);
    }
  }

  /** See {@link InboxStore#postpone}. */
  record Postpone(long id, long epoch, int failures, String reason, Instant due)
      implements WriteCommand<Boolean> {
    @Override
    public boolean settles() {
      return true;
    }

    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.incoming().postpone(this);
    }
  }

  /** See {@link InboxStore#retry}. */
  record Retry(long id, Instant now) implements WriteCommand<Optional<Retried>> {
    @Override
    public Optional<Retried> applyTo(Applier applier) throws SQLException {
      return applier.incoming().retry(this);
    }
  }

  /** See {@link InboxStore#discard}. */
  record Discard(long id, String reason, Instant now)
      implements WriteCommand<Optional<MessageState>> {
    @Override
    public Optional<MessageState> applyTo(Applier applier) throws SQLException {
      return applier.incoming().discard(this);
    }
  }

  /** See {@link InboxStore#purge}. */
  record PurgeIncoming(MessageState state, Instant endedBefore, int limit)
      implements WriteCommand<Integer> {

    public PurgeIncoming {
      if (state == MessageState.WAITING) {
        throw new IllegalArgumentException("Messages that wait are never deleted");
      }
    }

    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.incoming().purge(this);
    }
  }

  /** See {@link InboxStore#eraseContent}. */
  record EraseContent(MessageState state, Instant endedBefore, int limit)
      implements WriteCommand<Integer> {

    public EraseContent {
      if (state != MessageState.HANDLED && state != MessageState.DISCARDED) {
        throw new IllegalArgumentException(
            "Of messages that can be retried the content is never erased, was " + state);
      }
    }

    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.incoming().eraseContent(this);
    }
  }

  /** See {@link InboxStore#purgeGatewayIds}. */
  record PurgeGatewayIds(Instant receivedBefore, int limit) implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.incoming().purgeGatewayIds(this);
    }
  }

  /**
   * Messages of a plugin that came in on other nodes queue behind the one of their session whose
   * turn it is. The result is how many do; those whose partition another node owns by now are left
   * to it.
   */
  record Park(String plugin, List<Long> ids) implements WriteCommand<Integer> {

    public Park {
      ids = List.copyOf(ids);
    }

    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.incoming().park(this);
    }
  }

  /**
   * Takes note of what transactions beside this writer's have accepted.
   *
   * @param limit of so many counts, and so many answers, at most
   */
  record NoteAccepted(Instant now, int limit) implements WriteCommand<NoteAccepted.Noted> {

    /**
     * What was noted.
     *
     * @param accepted how many messages of each plugin
     * @param mayBeMore whether the limit was reached
     */
    public record Noted(Map<String, Long> accepted, boolean mayBeMore) {}

    @Override
    public Noted applyTo(Applier applier) throws SQLException {
      return applier.incoming().noteAccepted(this);
    }
  }

  /** See {@link OutboxStore#record}. */
  record Record(NewOutgoing request) implements WriteCommand<Recording> {
    @Override
    public long size() {
      return 200L * (1 + request.messages().size());
    }

    @Override
    public Recording applyTo(Applier applier) throws SQLException {
      return applier.outgoing().record(List.of(request)).get(0);
    }
  }

  /** See {@link OutboxStore#settle}. */
  record Settle(Settlement settlement) implements WriteCommand<OutgoingStatus> {
    @Override
    public boolean settles() {
      return true;
    }

    @Override
    public OutgoingStatus applyTo(Applier applier) throws SQLException {
      return applier.outgoing().settle(List.of(settlement)).get(0);
    }
  }

  /**
   * See {@link OutboxStore#report} and {@link OutboxStore#reportIfKnown}.
   *
   * @param keeps whether the report is kept where its message is not known
   */
  record Report(DeliveryReport report, boolean keeps) implements WriteCommand<ReportResult> {
    @Override
    public ReportResult applyTo(Applier applier) throws SQLException {
      return applier.outgoing().report(List.of(this)).get(0);
    }
  }

  /** See {@link OutboxStore#settleInFlight}. */
  record SettleInFlight(String description, Instant now) implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.outgoing().settleInFlight(this);
    }
  }

  /** See {@link OutboxStore#orphanReports}. */
  record OrphanReports(Instant receivedBefore, Instant now, int limit)
      implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.outgoing().orphanReports(this);
    }
  }

  /** See {@link OutboxStore#purge}. */
  record PurgeOutgoing(Instant changedBefore, Instant orphanedBefore, Instant keysBefore, int limit)
      implements WriteCommand<Purged> {
    @Override
    public Purged applyTo(Applier applier) throws SQLException {
      return applier.outgoing().purge(this);
    }
  }

  /** See {@link UserStore#add}. */
  record AddUser(User user) implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.accounts().addUser(user);
    }
  }

  /** See {@link UserStore#remove}. */
  record RemoveUser(String name) implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.accounts().removeUser(name);
    }
  }

  /** See {@link UserStore#changePassword}. */
  record ChangePassword(String name, String passwordHash) implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.accounts().changePassword(this);
    }
  }

  /** See {@link UserStore#changeRoles}. */
  record ChangeRoles(String name, Set<UserRole> roles) implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.accounts().changeRoles(this);
    }
  }

  /** See {@link TicketStore#add}. */
  record AddTicket(Ticket ticket, int maxPerUser) implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.accounts().addTicket(this);
    }
  }

  /** See {@link TicketStore#extend}. */
  record ExtendTicket(byte[] hash, Instant expiresAt) implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.accounts().extendTicket(this);
    }
  }

  /** See {@link TicketStore#purge}. */
  record PurgeTickets(Instant expiredBefore, int limit) implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.accounts().purgeTickets(this);
    }
  }

  /** See {@link ValueStore#put}. */
  record PutValue(
      String owner,
      String key,
      String value,
      Optional<Instant> expiresAt,
      Condition condition,
      Instant now)
      implements WriteCommand<PutResult> {
    @Override
    public long size() {
      return 200L + 2L * (key.length() + value.length());
    }

    @Override
    public PutResult applyTo(Applier applier) throws SQLException {
      return applier.values().put(this);
    }
  }

  /** See {@link ValueStore#remove}. */
  record RemoveValue(String owner, String key, Condition condition, Instant now)
      implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.values().remove(this);
    }
  }

  /** See {@link ValueStore#putAll}. */
  record PutValues(
      String owner, SortedMap<String, String> values, Optional<Instant> expiresAt, Instant now)
      implements WriteCommand<PutResult> {
    @Override
    public long size() {
      return values.entrySet().stream()
          .mapToLong(entry -> 200L + 2L * (entry.getKey().length() + entry.getValue().length()))
          .sum();
    }

    @Override
    public PutResult applyTo(Applier applier) throws SQLException {
      return applier.values().putAll(this);
    }
  }

  /** See {@link ValueStore#removeAll}. */
  record RemoveValues(String owner, SortedSet<String> keys, Instant now)
      implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.values().removeAll(this);
    }
  }

  /** See {@link ValueStore#purge}. */
  record PurgeValues(Instant now, int limit) implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.values().purge(this);
    }
  }

  /** See {@link AuditStore#add}. */
  record AddAudit(AuditRecord entry) implements WriteCommand<Void> {
    @Override
    public long size() {
      return 200L + 2L * (entry.target().length() + entry.outcome().length());
    }

    @Override
    public Void applyTo(Applier applier) throws SQLException {
      applier.audit().add(entry);
      return null;
    }
  }

  /** See {@link AuditStore#purge}. */
  record PurgeAudit(Instant before, int limit) implements WriteCommand<Integer> {
    @Override
    public Integer applyTo(Applier applier) throws SQLException {
      return applier.audit().purge(this);
    }
  }

  /** See {@link Applier#probe}. */
  record Probe() implements WriteCommand<Boolean> {
    @Override
    public Boolean applyTo(Applier applier) throws SQLException {
      return applier.probe();
    }
  }
}
