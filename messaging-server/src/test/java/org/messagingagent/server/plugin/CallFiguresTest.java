package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.plugin.CallFigures.Work;
import org.messagingagent.server.plugin.PluginFigure.Count;
import org.messagingagent.server.plugin.PluginFigure.Times;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.SendOutcome;

class CallFiguresTest {

  private final CallFigures figures = new CallFigures();

  private Map<String, Long> counts() {
    return figures.snapshot().stream()
        .filter(Count.class::isInstance)
        .map(Count.class::cast)
        .filter(count -> count.value() > 0)
        .collect(Collectors.toMap(Count::name, Count::value));
  }

  @Test
  void outcomesAreCountedByKind() {
    for (HandleOutcome.Kind kind : HandleOutcome.Kind.values()) {
      figures.handled(kind);
    }
    for (SendOutcome.Kind kind : SendOutcome.Kind.values()) {
      figures.sent(kind);
      figures.sent(kind);
    }

    assertThat(counts())
        .containsOnly(
            Map.entry("calls.handle.handled", 1L),
            Map.entry("calls.handle.retry", 1L),
            Map.entry("calls.handle.rejected", 1L),
            Map.entry("calls.send.sent", 2L),
            Map.entry("calls.send.delivered", 2L),
            Map.entry("calls.send.retry", 2L),
            Map.entry("calls.send.rejected", 2L),
            Map.entry("calls.send.unknown", 2L));
  }

  @Test
  void whatWentWrongIsCountedByWhatThePluginWasCalledFor() {
    figures.failed(Work.HANDLE);
    figures.timedOut(Work.SEND);
    figures.failed(Work.CALLBACK);

    assertThat(counts())
        .containsOnly(
            Map.entry("calls.handle.failed", 1L),
            Map.entry("calls.send.timedout", 1L),
            Map.entry("calls.callback.failed", 1L));
  }

  @Test
  void answersToTheGatewayAreCountedByTheirClass() {
    for (int status : List.of(100, 200, 204, 302, 401, 503, 0, 999)) {
      figures.answered(status);
    }

    assertThat(counts())
        .containsOnly(
            Map.entry("calls.callback.1xx", 1L),
            Map.entry("calls.callback.2xx", 2L),
            Map.entry("calls.callback.3xx", 1L),
            Map.entry("calls.callback.4xx", 1L),
            Map.entry("calls.callback.5xx", 3L));
  }

  @Test
  void timesInCallsAreAddedUp() {
    figures.ended(Work.SEND, 3_000);
    figures.ended(Work.SEND, 5_000);

    assertThat(figures.snapshot())
        .contains(
            new Times(
                "calls.send.time",
                "Time in calls",
                2,
                Duration.ofNanos(8_000),
                Duration.ofNanos(5_000)));
  }

  @Test
  void namesAreUniqueAndDescribed() {
    List<PluginFigure> all = figures.snapshot();

    assertThat(new HashSet<>(all.stream().map(PluginFigure::name).toList())).hasSameSizeAs(all);
    assertThat(all).noneMatch(figure -> figure.description().isEmpty());
  }
}
