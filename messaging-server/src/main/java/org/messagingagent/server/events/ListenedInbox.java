package org.messagingagent.server.events;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.events.MessageListener.Accepted;
import org.messagingagent.server.events.MessageListener.Dead;
import org.messagingagent.server.events.MessageListener.Handled;
import org.messagingagent.server.store.ForwardingInbox;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;

/** An inbox that tells what is accepted, and what ends through one plugin's view of it. */
final class ListenedInbox extends ForwardingInbox {

  private final MessageEvents events;
  private final Optional<String> plugin;

  ListenedInbox(InboxStore inbox, MessageEvents events) {
    this(inbox, events, Optional.empty());
  }

  private ListenedInbox(InboxStore inbox, MessageEvents events, Optional<String> plugin) {
    super(inbox);
    this.events = events;
    this.plugin = plugin;
  }

  @Override
  public InboxStore of(String name) {
    return new ListenedInbox(super.of(name), events, Optional.of(name));
  }

  @Override
  public CompletionStage<Acceptance> accept(NewIncoming message) {
    CompletionStage<Acceptance> stage = super.accept(message);
    String to = message.plugin();
    String session = message.sessionKey();
    String submitter = message.user();
    Instant at = message.receivedAt();
    stage.thenAccept(
        acceptance -> {
          if (acceptance.kind() == Acceptance.Kind.STORED) {
            Accepted event = new Accepted(acceptance.messageId(), to, session, submitter, at);
            events.tell(listener -> listener.accepted(event));
          }
        });
    return stage;
  }

  @Override
  public CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    CompletionStage<Boolean> stage = super.finish(id, epoch, state, failures, reason, now);
    plugin.ifPresent(
        name ->
            stage.thenAccept(
                done -> {
                  if (done) {
                    ended(id, name, state, failures, reason, now);
                  }
                }));
    return stage;
  }

  private void ended(
      long id, String name, MessageState state, int failures, String reason, Instant at) {
    if (state == MessageState.HANDLED) {
      Handled event = new Handled(id, name, failures, at);
      events.tell(listener -> listener.handled(event));
    } else {
      Dead event = new Dead(id, name, failures, reason, at);
      events.tell(listener -> listener.dead(event));
    }
  }
}
