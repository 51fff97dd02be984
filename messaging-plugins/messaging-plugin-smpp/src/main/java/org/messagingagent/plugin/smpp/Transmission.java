package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.messagingagent.spi.SendOutcome;

/**
 * The sending of one message: hands its parts to the SMSC, waits for the answers, and says what
 * became of it. A part without an answer is never sent again. One that the SMSC put off is sent
 * again here where other parts were taken; else the message goes back whole. For one thread.
 */
final class Transmission {

  private final List<Part> parts;
  private final Sent sent;
  private final Links links;
  private final Pace pace;
  private final ReceiptBook book;
  private final SendConfig config;
  private final Figures figures;
  private final long deadlineNanos;
  private boolean interrupted;
  private boolean closed;

  /** Whether a link broke before a part was written: there may be another within the time. */
  private boolean unwritten;

  Transmission(
      List<Submit> submits,
      Links links,
      Pace pace,
      ReceiptBook book,
      SendConfig config,
      Figures figures) {
    this.parts = submits.stream().map(Part::new).toList();
    this.sent = new Sent(submits.size());
    this.links = links;
    this.pace = pace;
    this.book = book;
    this.config = config;
    this.figures = figures;
    this.deadlineNanos = System.nanoTime() + config.sendWait().toNanos();
  }

  SendOutcome run() {
    do {
      submitOpenParts();
      awaitReplies();
    } while (mayGoOn());
    if (any(Part.State.TAKEN)) {
      boolean again = Thread.interrupted() || interrupted; // the book must not be interrupted
      book.settle(sent);
      interrupted = again;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return outcome();
  }

  private void submitOpenParts() {
    unwritten = false;
    for (Part part : parts) {
      if (part.state() == Part.State.OPEN) {
        if (any(Part.State.REFUSED) || !submit(part)) {
          return;
        }
      }
    }
  }

  /** False where no part can be sent now. */
  private boolean submit(Part part) {
    try {
      if (!pace.await(deadlineNanos)) {
        part.waits("the SMSC takes no more for now, or the rate does not allow more");
        closed = true;
        return false;
      }
      Links.Place place = links.enter(deadlineNanos);
      part.goesOut(place);
      long start = System.nanoTime();
      part.wentOut(
          place.link().submit(part.submit(), reply -> replied(part, place.link(), reply, start)));
      return true;
    } catch (NotWrittenException e) {
      part.wasNotWritten(e.getMessage());
      unwritten = true;
      return false;
    } catch (UnsendableException e) {
      part.cannotBeSent(e.getMessage());
      return false;
    } catch (BindException e) {
      part.waits(e.getMessage());
      closed = true;
      return false;
    } catch (InterruptedException e) {
      part.waits("the server stopped it");
      interrupted = true;
      return false;
    }
  }

  /** In the thread that reads. */
  private void replied(Part part, SmscLink link, Reply reply, long start) {
    if (reply instanceof Reply.Taken taken) {
      book.taken(sent, taken.id());
      part.ends(Part.State.TAKEN, "");
      pace.taken();
      figures.submitted().increment();
      figures.answered().record(Duration.ofNanos(System.nanoTime() - start));
    } else if (reply instanceof Reply.Refused refused) {
      refused(part, link, refused.status());
    } else if (reply instanceof Reply.Lost lost) {
      figures.unanswered().increment();
      part.ends(Part.State.UNKNOWN, lost.reason());
    }
  }

  private void refused(Part part, SmscLink link, int status) {
    String why = "the SMSC refused it: " + CommandStatus.spoken(status);
    if (CommandStatus.isThrottling(status)) {
      pace.throttled();
      figures.throttled().increment();
    }
    boolean unbound = CommandStatus.isOfTheBind(status);
    boolean again = unbound || config.retryStatuses().contains(status);
    if (!again) {
      figures.refused().increment();
    }
    part.ends(again ? Part.State.OPEN : Part.State.REFUSED, why);
    if (unbound) {
      link.drop("the SMSC says: " + CommandStatus.spoken(status));
    }
  }

  private void awaitReplies() {
    long deadline = System.nanoTime() + config.responseTimeout().toNanos();
    for (Part part : parts) {
      try {
        if (!interrupted && !part.await(deadline)) {
          figures.unanswered().increment();
          part.giveUp(
              "the SMSC did not answer within %d ms"
                  .formatted(config.responseTimeout().toMillis()));
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        part.giveUp("the server stopped it before the SMSC had answered");
      }
    }
  }

  /** Whether to send what is open still: a message of which a part was taken cannot go back. */
  private boolean mayGoOn() {
    return !interrupted
        && !closed
        && any(Part.State.OPEN)
        && !any(Part.State.REFUSED)
        && (any(Part.State.TAKEN) || any(Part.State.UNKNOWN) || unwritten)
        && System.nanoTime() - deadlineNanos < 0;
  }

  private SendOutcome outcome() {
    if (any(Part.State.UNKNOWN)) {
      return withIds(SendOutcome.unknown(explained(Part.State.UNKNOWN)));
    }
    if (all(Part.State.TAKEN)) {
      return withIds(SendOutcome.sent());
    }
    Part.State state = any(Part.State.REFUSED) ? Part.State.REFUSED : Part.State.OPEN;
    if (any(Part.State.TAKEN)) {
      return withIds(
          SendOutcome.rejected(
              "only %d of %d parts were taken, so the receiver gets no whole message; %s"
                  .formatted(count(Part.State.TAKEN), parts.size(), explained(state))));
    }
    return state == Part.State.REFUSED
        ? SendOutcome.rejected(explained(state))
        : SendOutcome.retry(explained(state), pace.pause());
  }

  private SendOutcome withIds(SendOutcome outcome) {
    return new SendOutcome(
        outcome.kind(),
        sent.externalIds(),
        outcome.sessionKey(),
        outcome.description(),
        outcome.retryAfter());
  }

  private String explained(Part.State state) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.state() == state && !part.reason().isEmpty()) {
        return parts.size() == 1
            ? part.reason()
            : "part %d of %d: %s".formatted(i + 1, parts.size(), part.reason());
      }
    }
    return "";
  }

  private boolean any(Part.State state) {
    return count(state) > 0;
  }

  private boolean all(Part.State state) {
    return count(state) == parts.size();
  }

  private long count(Part.State state) {
    return parts.stream().filter(part -> part.state() == state).count();
  }

  /** Long enough for a message to be sent, and for its receipts to be looked for. */
  static Duration longest(SendConfig config) {
    return config
        .sendWait()
        .plus(config.responseTimeout().multipliedBy(2))
        .plusNanos(TimeUnit.SECONDS.toNanos(5));
  }
}
