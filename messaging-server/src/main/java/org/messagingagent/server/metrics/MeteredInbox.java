package org.messagingagent.server.metrics;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.metrics.IncomingMeters.OfPlugin;
import org.messagingagent.server.store.ForwardingInbox;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;

/** An inbox that is counted: what is accepted, and what is done through one plugin's view of it. */
final class MeteredInbox extends ForwardingInbox {

  private final IncomingMeters meters;
  private final Optional<OfPlugin> mine;

  MeteredInbox(InboxStore inbox, IncomingMeters meters) {
    this(inbox, meters, Optional.empty());
  }

  private MeteredInbox(InboxStore inbox, IncomingMeters meters, Optional<OfPlugin> mine) {
    super(inbox);
    this.meters = meters;
    this.mine = mine;
  }

  @Override
  public InboxStore of(String plugin) {
    return new MeteredInbox(super.of(plugin), meters, Optional.of(meters.of(plugin)));
  }

  @Override
  public CompletionStage<Acceptance> accept(NewIncoming message) {
    long start = System.nanoTime();
    OfPlugin of = meters.of(message.plugin());
    CompletionStage<Acceptance> stage = super.accept(message);
    stage.thenAccept(
        acceptance -> {
          switch (acceptance.kind()) {
            case STORED -> {
              of.accepted().increment();
              of.acceptTime().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
            case REPEATED -> of.repeated().increment();
            case KEY_REUSED -> {
              // Refused, and counted as such where the refusal is made.
            }
          }
        });
    return stage;
  }

  @Override
  public CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    CompletionStage<Boolean> stage = super.finish(id, epoch, state, failures, reason, now);
    mine.ifPresent(
        of ->
            stage.thenAccept(
                done -> {
                  if (done) {
                    (state == MessageState.HANDLED ? of.handled() : of.dead()).increment();
                  }
                }));
    return stage;
  }

  @Override
  public CompletionStage<Boolean> postpone(
      long id, long epoch, int failures, String reason, Instant due) {
    CompletionStage<Boolean> stage = super.postpone(id, epoch, failures, reason, due);
    mine.ifPresent(
        of ->
            stage.thenAccept(
                done -> {
                  if (done) {
                    of.retries().increment();
                  }
                }));
    return stage;
  }
}
