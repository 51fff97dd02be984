package org.messagingagent.server.plugin;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.SendOutcome;

/**
 * What the server counts of one plugin's calls, since it was started. Safe for use by many threads,
 * and cheap.
 */
final class CallFigures {

  /** What a plugin is called for. */
  enum Work {
    /** To handle incoming messages. */
    HANDLE,
    /** To send outgoing messages, or to find out what became of them. */
    SEND,
    /** To answer its gateway. */
    CALLBACK;

    private String prefix() {
      return "calls." + name().toLowerCase(Locale.ROOT) + ".";
    }
  }

  private static final int HIGHEST_STATUS_CLASS = 5;

  private final Map<HandleOutcome.Kind, LongAdder> handled =
      adders(HandleOutcome.Kind.class, HandleOutcome.Kind.values());
  private final Map<SendOutcome.Kind, LongAdder> sent =
      adders(SendOutcome.Kind.class, SendOutcome.Kind.values());
  private final List<LongAdder> answered =
      IntStream.rangeClosed(1, HIGHEST_STATUS_CLASS).mapToObj(hundreds -> new LongAdder()).toList();
  private final Map<Work, LongAdder> failed = adders(Work.class, Work.values());
  private final Map<Work, LongAdder> timedOut = adders(Work.class, Work.values());
  private final Map<Work, Stopwatch> times = new EnumMap<>(Work.class);

  CallFigures() {
    for (Work work : Work.values()) {
      times.put(work, new Stopwatch());
    }
  }

  /** An incoming message came to this. */
  void handled(HandleOutcome.Kind outcome) {
    handled.get(outcome).increment();
  }

  /** An outgoing message came to this. */
  void sent(SendOutcome.Kind outcome) {
    sent.get(outcome).increment();
  }

  /**
   * A request of the gateway got this answer.
   *
   * @param status of HTTP; what is none counts as a failure of the server, 5xx
   */
  void answered(int status) {
    int hundreds = status / 100;
    boolean known = hundreds >= 1 && hundreds <= HIGHEST_STATUS_CLASS;
    answered.get((known ? hundreds : HIGHEST_STATUS_CLASS) - 1).increment();
  }

  /** The plugin threw, or gave no answer. */
  void failed(Work work) {
    failed.get(work).increment();
  }

  /** A call did not end in time. */
  void timedOut(Work work) {
    timedOut.get(work).increment();
  }

  /** A call ended, however it did, after so many nanoseconds. */
  void ended(Work work, long nanos) {
    times.get(work).record(nanos);
  }

  /** All figures. They are read one by one, so that they may be a call apart. */
  List<PluginFigure> snapshot() {
    List<PluginFigure> all = new ArrayList<>();
    handled.forEach(
        (outcome, adder) ->
            all.add(
                count(Work.HANDLE, word(outcome), "Incoming messages: " + said(outcome), adder)));
    addCommon(all, Work.HANDLE);
    sent.forEach(
        (outcome, adder) ->
            all.add(count(Work.SEND, word(outcome), "Outgoing messages: " + said(outcome), adder)));
    addCommon(all, Work.SEND);
    for (int i = 0; i < answered.size(); i++) {
      String status = i + 1 + "xx";
      all.add(count(Work.CALLBACK, status, "Requests answered with " + status, answered.get(i)));
    }
    addCommon(all, Work.CALLBACK);
    return all;
  }

  private void addCommon(List<PluginFigure> all, Work work) {
    all.add(count(work, "failed", "Calls that threw or gave no answer", failed.get(work)));
    all.add(count(work, "timedout", "Calls that did not end in time", timedOut.get(work)));
    all.add(times.get(work).read(work.prefix() + "time", "Time in calls"));
  }

  private static PluginFigure count(Work work, String word, String description, LongAdder adder) {
    return new PluginFigure.Count(work.prefix() + word, description, adder.sum());
  }

  private static String word(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static String said(HandleOutcome.Kind outcome) {
    return switch (outcome) {
      case HANDLED -> "handled";
      case RETRY -> "to be tried again";
      case REJECTED -> "rejected for good";
    };
  }

  private static String said(SendOutcome.Kind outcome) {
    return switch (outcome) {
      case SENT -> "taken by the gateway";
      case DELIVERED -> "delivered";
      case RETRY -> "to be tried again";
      case REJECTED -> "rejected for good";
      case UNKNOWN -> "outcome unknown";
    };
  }

  private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> type, K[] kinds) {
    Map<K, LongAdder> adders = new EnumMap<>(type);
    for (K kind : kinds) {
      adders.put(kind, new LongAdder());
    }
    return adders;
  }
}
