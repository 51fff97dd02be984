package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** A store that hands all on to another: to change what some of it does. */
public abstract class ForwardingStore implements Store {

  private final Store store;

  protected ForwardingStore(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public InboxStore inbox() {
    return store.inbox();
  }

  @Override
  public OutboxStore outbox() {
    return store.outbox();
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
