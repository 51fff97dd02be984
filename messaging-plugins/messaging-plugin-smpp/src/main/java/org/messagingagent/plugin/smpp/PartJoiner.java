package org.messagingagent.plugin.smpp;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the parts of incoming messages. They are kept in the store, so that they may come by any
 * node and a restart loses none: {@code g/<group>} says which message is being joined under a
 * reference, {@code m/<group>/<number>} is a part. A group that has been joined is known for a
 * while, so that a part that the SMSC brings again begins no new one. References wrap: a part that
 * differs from the one of its number belongs to another message.
 */
final class PartJoiner {

  private static final Logger log = LoggerFactory.getLogger(PartJoiner.class);

  private static final String GROUP = "g/";
  private static final String PART = "m/";
  private static final String MISSING = "[…]";
  private static final int TRIES = 20;
  private static final int PAGE = 500;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Most messages whose parts are waited for: who sends parts alone must not fill the store. */
  private static final int MOST_GROUPS = 20_000;

  /** Takes a joined message. */
  @FunctionalInterface
  interface Destination {
    void submit(String from, String to, String content, Optional<String> gatewayId);
  }

  private final KeyValueStore store;
  private final Clock clock;
  private final Duration wait;
  private final Destination destination;
  private final Figures figures;
  private volatile boolean full;

  PartJoiner(
      KeyValueStore store, Clock clock, Duration wait, Destination destination, Figures figures) {
    this.store = store;
    this.clock = clock;
    this.wait = wait;
    this.destination = destination;
    this.figures = figures;
  }

  /**
   * Adds a part, and submits the message where it is the last one.
   *
   * @throws SubmissionException where it is not taken
   */
  void add(InboundSms sms, ConcatHeader concat, ShortText text) {
    String name = name(sms, concat);
    for (int i = 0; i < TRIES; i++) {
      Optional<String> kept = store.get(GROUP + name);
      if (kept.isEmpty()) {
        begin(name, sms, concat);
        continue;
      }
      PartGroup group = PartGroup.of(kept.get());
      if (group.isDone()) {
        if (group.had(concat.number(), text)) {
          return; // brought again
        }
        store.remove(GROUP + name, kept.get());
        continue;
      }
      Optional<String> before = store.get(part(name, concat.number()));
      if (before.isPresent() && !before.get().equals(text.text())) {
        submitIncomplete(name, group, kept.get());
        continue;
      }
      store.put(part(name, concat.number()), text.text(), lifetime());
      submitWhereComplete(name, group, kept.get());
      return;
    }
    throw new SubmissionException("the parts of a message change all the time", true);
  }

  /** Submits what has waited too long, without the parts that are missing. */
  void sweep() {
    String after = "";
    int open = 0;
    for (List<String> keys = page(after); !keys.isEmpty(); keys = page(after)) {
      for (String key : keys) {
        after = key;
        String name = key.substring(GROUP.length());
        Optional<String> kept = store.get(key);
        Optional<PartGroup> group = kept.map(PartGroup::of).filter(each -> !each.isDone());
        if (group.isPresent()) {
          open++;
          if (group.get().begunAt() + wait.toMillis() <= clock.millis()) {
            submitIncomplete(name, group.get(), kept.get());
          }
        }
      }
    }
    full = open >= MOST_GROUPS;
  }

  private List<String> page(String after) {
    return store.keys(GROUP, after, PAGE);
  }

  private void begin(String name, InboundSms sms, ConcatHeader concat) {
    if (full) {
      throw new SubmissionException(
          "the parts of %d messages are waited for already".formatted(MOST_GROUPS), true);
    }
    PartGroup group =
        PartGroup.begin(
            UUID.randomUUID().toString(), clock.millis(), concat.total(), sms.from(), sms.to());
    store.putIfAbsent(GROUP + name, group.text(), lifetime());
  }

  private void submitWhereComplete(String name, PartGroup group, String kept) {
    List<Optional<ShortText>> parts = parts(name, group);
    if (parts.stream().allMatch(Optional::isPresent)) {
      List<ShortText> all = parts.stream().map(Optional::orElseThrow).toList();
      finish(name, group, kept, ShortText.joined(all), all);
    }
  }

  private void submitIncomplete(String name, PartGroup group, String kept) {
    List<Optional<ShortText>> parts = parts(name, group);
    List<ShortText> there = parts.stream().flatMap(Optional::stream).toList();
    StringBuilder text = new StringBuilder();
    for (Optional<ShortText> part : parts) {
      text.append(part.map(ShortText::decoded).orElse(MISSING));
    }
    if (!there.isEmpty()) {
      figures.incomplete().increment();
      log.warn(
          "An incoming message of {} parts is handled with {} of them: the others did not come",
          group.total(),
          there.size());
      try {
        finish(name, group, kept, text.toString(), there);
        return;
      } catch (SubmissionException e) {
        if (e.retryable()) {
          throw e;
        }
        log.warn("An incomplete message was not taken and is left: {}", e.getMessage());
      }
    }
    store.remove(GROUP + name, kept);
    removeParts(name, group);
  }

  private void finish(
      String name, PartGroup group, String kept, String content, List<ShortText> parts) {
    destination.submit(group.from(), group.to(), content, Optional.of(group.id()));
    store.replace(GROUP + name, kept, group.done(parts).text(), REMEMBERED);
    removeParts(name, group);
  }

  private void removeParts(String name, PartGroup group) {
    store.removeAll(
        IntStream.rangeClosed(1, group.total()).mapToObj(number -> part(name, number)).toList());
  }

  private List<Optional<ShortText>> parts(String name, PartGroup group) {
    List<Optional<ShortText>> parts = new ArrayList<>();
    for (int number = 1; number <= group.total(); number++) {
      parts.add(store.get(part(name, number)).map(ShortText::of));
    }
    return parts;
  }

  /** Longer than parts are waited for, so that {@link #sweep} comes before the end. */
  private Duration lifetime() {
    return wait.multipliedBy(2).plusDays(1);
  }

  private static String name(InboundSms sms, ConcatHeader concat) {
    return new Fingerprint()
        .with(sms.from())
        .with(sms.to())
        .with(concat.kind())
        .with(concat.reference())
        .with(concat.total())
        .text();
  }

  private static String part(String name, int number) {
    return "%s%s/%d".formatted(PART, name, number);
  }
}
