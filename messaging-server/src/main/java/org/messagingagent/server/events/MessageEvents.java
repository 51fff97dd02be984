package org.messagingagent.server.events;

import java.util.List;
import java.util.function.Consumer;
import org.messagingagent.server.store.Store;

/** Tells listeners what the store commits. Safe for use by many threads. */
public final class MessageEvents implements AutoCloseable {

  private final List<ListenerThread> threads;

  /** Starts a thread for each. */
  public MessageEvents(List<MessageListener> listeners) {
    threads = listeners.stream().map(ListenerThread::new).toList();
    threads.forEach(ListenerThread::start);
  }

  /** The same store, listened to; the very same where nobody listens. */
  public Store store(Store store) {
    return threads.isEmpty() ? store : new ListenedStore(store, this);
  }

  /** Has each listener told of something, in its own thread. Never blocks. */
  void tell(Consumer<MessageListener> event) {
    threads.forEach(thread -> thread.tell(event));
  }

  /** Tells what waits still, for a few seconds for each listener. Further calls do nothing. */
  @Override
  public void close() {
    threads.forEach(ListenerThread::end);
    threads.forEach(ListenerThread::await);
  }
}
