package org.messagingagent.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.admin.Activity;
import org.messagingagent.server.admin.Actor;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.AuditQuery;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.ListedPlugins;
import org.messagingagent.server.admin.StoreAdministration;
import org.messagingagent.server.cli.MatchingMessages.Count;
import org.messagingagent.server.cli.MatchingMessages.Progress;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;

class MatchingMessagesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final BooleanSupplier GOES_ON = () -> false;

  @TempDir private Path directory;

  private final StringWriter err = new StringWriter();
  private Store store;
  private Administration administration;

  @BeforeEach
  void open() {
    store = TestStores.open(directory);
    administration =
        new StoreAdministration(
            store,
            new StoreAdministration.Hooks(
                password -> password,
                new ListedPlugins(List.of()),
                StoreAdministration.Dispatch.NONE,
                user -> {},
                user -> {},
                Activity.NONE),
            Clock.fixed(NOW, ZoneOffset.UTC),
            Actor.OFFLINE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void manyAreChangedInStepsAndWhatComesMeanwhileIsLeft() {
    List<Long> ids = dead("sms", 2_500);
    dead("mail", 3);
    MatchingMessages matching = matching(GOES_ON);
    Count count = matching.count();
    List<Long> later = new ArrayList<>();

    Progress progress =
        matching.change(
            count,
            "retried",
            (query, after, upTo) -> {
              later.addAll(dead("sms", 1));
              return administration.retry(query, after, upTo);
            });

    assertThat(count).isEqualTo(new Count(2_500, ids.subList(0, 10), ids.get(ids.size() - 1)));
    assertThat(progress).isEqualTo(new Progress(2_500, 0, true));
    assertThat(err.toString().lines()).contains("1000 of 2500 retried", "2000 of 2500 retried");
    assertThat(later).hasSizeGreaterThan(1);
    assertThat(states("sms", MessageState.DEAD)).isEqualTo(later.size());
    assertThat(states("sms", MessageState.WAITING)).isEqualTo(2_500);
    assertThat(states("mail", MessageState.DEAD)).isEqualTo(3);
  }

  @Test
  void interruptionStopsBetweenStepsAndSaysHowFarItCame() {
    dead("sms", 1_500);
    int[] asked = new int[1];
    MatchingMessages matching = matching(() -> ++asked[0] > 2);
    Count count = matching.count();

    Progress progress = matching.change(count, "retried", administration::retry);

    assertThat(progress).isEqualTo(new Progress(1_000, 0, false));
    assertThat(err.toString()).contains("Stopped: 1000 of 1500 retried; the others are as they");
    assertThat(states("sms", MessageState.DEAD)).isEqualTo(500);
  }

  @Test
  void interruptionWhileCountingChangesNothing() {
    assertThatThrownBy(() -> matching(() -> true).count())
        .isInstanceOf(CliException.class)
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void serverThatIsGoneEndsItWithHowFarItCame() {
    dead("sms", 1_500);
    MatchingMessages matching = matching(GOES_ON);
    Count count = matching.count();

    assertThatThrownBy(
            () ->
                matching.change(
                    count,
                    "retried",
                    (query, after, upTo) -> {
                      if (after > 0) {
                        throw new AdministrationException(Reason.UNAVAILABLE, "does not answer");
                      }
                      return administration.retry(query, after, upTo);
                    }))
        .hasMessage("does not answer");

    assertThat(err.toString().lines()).last().isEqualTo("1000 of 1500 retried");
  }

  @Test
  void handledMessagesAreRefusedByTheServerToo() {
    assertThatThrownBy(() -> administration.retry(query("handled"), 0, Long.MAX_VALUE))
        .isInstanceOf(AdministrationException.class)
        .hasMessageContaining("Handled messages cannot be retried; nothing was changed");
    MatchQuery nothing =
        new MatchQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> administration.discard(nothing, 0, Long.MAX_VALUE, "x"))
        .isInstanceOf(AdministrationException.class)
        .hasMessageContaining("Say which messages");
  }

  @Test
  void eachStepIsRecordedWithItsFilterAndCount() {
    List<Long> ids = dead("sms", 3);

    Changed changed = administration.discard(query("dead"), 0, Long.MAX_VALUE, "test");

    assertThat(changed).isEqualTo(new Changed(3, 0, List.of(), 0));
    assertThat(
            administration
                .audit(new AuditQuery(Optional.empty(), Optional.empty(), Long.MAX_VALUE, 10))
                .get(0))
        .satisfies(
            entry -> {
              assertThat(entry.action()).isEqualTo("messages discard");
              assertThat(entry.target()).isEqualTo("state dead, plugin 'sms', from message 1");
              assertThat(entry.outcome())
                  .isEqualTo("3 changed, 0 refused (%d to %d)".formatted(ids.get(0), ids.get(2)));
            });
  }

  private MatchingMessages matching(BooleanSupplier interrupted) {
    return new MatchingMessages(administration, query("dead"), new PrintWriter(err), interrupted);
  }

  private static MatchQuery query(String state) {
    return new MatchQuery(
        Optional.of("sms"),
        Optional.of(state),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private long states(String plugin, MessageState state) {
    return store.inbox().counts().get(plugin).getOrDefault(state, 0L);
  }

  private List<Long> dead(String plugin, int count) {
    List<CompletableFuture<Acceptance>> accepted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      accepted.add(
          store
              .inbox()
              .accept(new NewIncoming(plugin, "", "", "x", "", "", "crm", NOW, Optional.empty()))
              .toCompletableFuture());
    }
    List<Long> ids = accepted.stream().map(stage -> stage.join().messageId()).toList();
    List<CompletableFuture<Boolean>> ended =
        ids.stream()
            .map(
                id ->
                    store
                        .inbox()
                        .finish(id, 0, MessageState.DEAD, 1, "no route", NOW)
                        .toCompletableFuture())
            .toList();
    ended.forEach(CompletableFuture::join);
    return ids;
  }
}
