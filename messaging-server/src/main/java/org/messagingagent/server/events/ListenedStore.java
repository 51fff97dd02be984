package org.messagingagent.server.events;

import java.util.Optional;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.CommitWatch;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TicketStore;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.ValueStore;

/** A store whose messages are listened to. */
final class ListenedStore implements Store {

  private final Store store;
  private final InboxStore inbox;
  private final OutboxStore outbox;

  ListenedStore(Store store, MessageEvents events) {
    this.store = store;
    this.inbox = new ListenedInbox(store.inbox(), events);
    this.outbox = new ListenedOutbox(store.outbox(), events);
  }

  @Override
  public InboxStore inbox() {
    return inbox;
  }

  @Override
  public OutboxStore outbox() {
    return outbox;
  }

  @Override
  public UserStore users() {
    return store.users();
  }

  @Override
  public TicketStore tickets() {
    return store.tickets();
  }

  @Override
  public ValueStore values() {
    return store.values();
  }

  @Override
  public ClusterStore cluster() {
    return store.cluster();
  }

  @Override
  public AuditStore audit() {
    return store.audit();
  }

  @Override
  public Optional<TransactionStore> transactions() {
    return store.transactions();
  }

  @Override
  public CommitWatch commits() {
    return store.commits();
  }

  @Override
  public Optional<String> problem() {
    return store.problem();
  }

  @Override
  public void close() {
    store.close();
  }
}
