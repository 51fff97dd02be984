package org.messagingagent.plugin.smpp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** Senders that send as fast as they can; what asks for another attempt gets one. */
final class Load {

  private static final String SHORT = " is a message of one part";
  private static final String LONG = " is a message of three parts.".repeat(12);

  private final Subject subject;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger retries = new AtomicInteger();
  private final Map<SendOutcome.Kind, List<Integer>> byKind = new EnumMap<>(SendOutcome.Kind.class);
  private final List<Future<?>> senders = new ArrayList<>();

  Load(Subject subject) {
    this.subject = subject;
    for (SendOutcome.Kind kind : SendOutcome.Kind.values()) {
      byKind.put(kind, new ArrayList<>());
    }
  }

  /**
   * @param messages how many each sender sends; every so manyeth has three parts
   */
  void start(int threads, int messages, int longEvery) {
    for (int i = 0; i < threads; i++) {
      senders.add(
          subject.start(
              () -> {
                for (int j = 0; j < messages && !over.get(); j++) {
                  send(j % longEvery == 0 ? LONG : SHORT);
                }
                return true;
              }));
    }
  }

  /** Lets nobody begin another message. */
  void end() {
    over.set(true);
  }

  void join() throws Exception {
    for (Future<?> each : senders) {
      each.get(300, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  synchronized List<Integer> ended(SendOutcome.Kind kind) {
    return List.copyOf(byKind.get(kind));
  }

  int retries() {
    return retries.get();
  }

  private void send(String content) {
    OutgoingMessage message = subject.numbered(content);
    SendOutcome outcome = subject.channel.send(message);
    while (outcome.kind() == SendOutcome.Kind.RETRY) {
      retries.incrementAndGet();
      outcome = subject.channel.send(message);
    }
    subject.server.settle(message.messagingId(), outcome);
    synchronized (this) {
      byKind.get(outcome.kind()).add(message.messagingId());
    }
  }
}
