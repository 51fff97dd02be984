package org.messagingagent.server.events;

import org.messagingagent.server.store.ForwardingStore;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.Store;

/** A store whose messages are listened to. */
final class ListenedStore extends ForwardingStore {

  private final InboxStore inbox;
  private final OutboxStore outbox;

  ListenedStore(Store store, MessageEvents events) {
    super(store);
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
}
