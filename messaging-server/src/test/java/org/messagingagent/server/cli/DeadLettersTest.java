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
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.ListedPlugins;
import org.messagingagent.server.admin.StoreAdministration;
import org.messagingagent.server.cli.DeadLetters.Progress;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;

class DeadLettersTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final BooleanSupplier GOES_ON = () -> false;

  @TempDir private Path directory;

  private final List<Long> changed = new ArrayList<>();
  private final StringWriter err = new StringWriter();
  private Store store;
  private Administration administration;

  @BeforeEach
  void open() {
    store = TestStores.open(directory);
    administration =
        new StoreAdministration(
            store.users(),
            store.inbox(),
            store.outbox(),
            new StoreAdministration.Hooks(
                password -> password,
                new ListedPlugins(List.of()),
                StoreAdministration.Dispatch.NONE,
                user -> {}),
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void oldestAreChangedFirstAcrossPages() {
    List<Long> ids = dead("sms", 5);

    Progress progress = change(all(), this::retry, GOES_ON);

    assertThat(changed).containsExactlyElementsOf(ids);
    assertThat(progress).isEqualTo(new Progress(5, true));
    assertThat(err.toString().lines()).containsExactly("1 of 5 retried", "3 of 5 retried");
    assertThat(all().count()).isZero();
  }

  @Test
  void onlyThoseOfThePluginAreChanged() {
    List<Long> ids = dead("sms", 2);
    dead("mail", 3);
    DeadLetters ofSms = new DeadLetters(administration, Optional.of("sms"), 2);

    assertThat(ofSms.count()).isEqualTo(2);
    change(ofSms, this::retry, GOES_ON);

    assertThat(changed).containsExactlyElementsOf(ids);
    assertThat(all().count()).isEqualTo(3);
  }

  @Test
  void thoseThatDieAgainAreNotChangedAgain() {
    List<Long> ids = dead("sms", 5);

    Progress progress =
        change(
            all(),
            id -> {
              String before = retry(id);
              end(id);
              end(accept("sms"));
              return before;
            },
            GOES_ON);

    assertThat(changed).containsExactlyElementsOf(ids);
    assertThat(progress.complete()).isTrue();
    assertThat(all().count()).isEqualTo(10);
  }

  @Test
  void interruptionLeavesTheRestAsItIs() {
    List<Long> ids = dead("sms", 5);

    Progress progress = change(all(), this::retry, () -> changed.size() == 2);

    assertThat(changed).containsExactlyElementsOf(ids.subList(0, 2));
    assertThat(progress).isEqualTo(new Progress(2, false));
    assertThat(err.toString()).contains("Stopped");
    assertThat(all().count()).isEqualTo(3);
  }

  @Test
  void whatWasChangedByOthersMeanwhileIsLeftAlone() {
    List<Long> ids = dead("sms", 4);

    change(
        all(),
        id -> {
          if (changed.isEmpty()) {
            administration.discard(ids.get(3), "by another operator");
          }
          return retry(id);
        },
        GOES_ON);

    assertThat(changed).containsExactlyElementsOf(ids.subList(0, 3));
    assertThat(administration.incoming(ids.get(3)).message().state()).isEqualTo("discarded");
  }

  @Test
  void oneThatCannotBeChangedDoesNotKeepTheOthers() {
    List<Long> ids = dead("sms", 3);

    Progress progress =
        change(
            all(),
            id -> {
              if (id == ids.get(1)) {
                throw new AdministrationException(Reason.REFUSED, "Message was handled");
              }
              return retry(id);
            },
            GOES_ON);

    assertThat(changed).containsExactly(ids.get(0), ids.get(2));
    assertThat(progress).isEqualTo(new Progress(2, false));
    assertThat(err.toString()).contains("Message was handled");
  }

  @Test
  void serverThatIsGoneEndsItWithHowFarItCame() {
    List<Long> ids = dead("sms", 3);

    assertThatThrownBy(
            () ->
                change(
                    all(),
                    id -> {
                      if (id == ids.get(1)) {
                        throw new AdministrationException(Reason.UNAVAILABLE, "does not answer");
                      }
                      return retry(id);
                    },
                    GOES_ON))
        .hasMessage("does not answer");

    assertThat(changed).containsExactly(ids.get(0));
    assertThat(err.toString().lines()).last().isEqualTo("1 of 3 retried");
  }

  private DeadLetters all() {
    return new DeadLetters(administration, Optional.empty(), 2);
  }

  private Progress change(
      DeadLetters deadLetters, LongFunction<String> change, BooleanSupplier interrupted) {
    return deadLetters.change(change, "retried", new PrintWriter(err), interrupted);
  }

  private String retry(long id) {
    String before = administration.retry(id);
    changed.add(id);
    return before;
  }

  private List<Long> dead(String plugin, int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long id = accept(plugin);
      end(id);
      ids.add(id);
    }
    return ids;
  }

  private long accept(String plugin) {
    return store
        .inbox()
        .accept(new NewIncoming(plugin, "", "", "x", "", "", "crm", NOW, Optional.empty()))
        .toCompletableFuture()
        .join()
        .messageId();
  }

  private void end(long id) {
    store.inbox().finish(id, 0, MessageState.DEAD, 1, "no route", NOW).toCompletableFuture().join();
  }
}
