package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.messagingagent.server.store.MessageState.DEAD;
import static org.messagingagent.server.store.MessageState.DISCARDED;
import static org.messagingagent.server.store.MessageState.HANDLED;
import static org.messagingagent.server.store.MessageState.WAITING;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.key;
import static org.messagingagent.server.store.Samples.message;
import static org.messagingagent.server.store.Samples.submitted;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Content;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.Settlement;

/** What every inbox promises. */
public interface InboxStoreContract {

  Store store();

  /** Under which this node owns all partitions. */
  default long epoch() {
    return 0;
  }

  default InboxStore inbox() {
    return store().inbox();
  }

  @Test
  default void turnOfASessionIsThatOfItsOneReadyOrPostponedMessage() {
    assertThat(inbox().turnOf("sms", "s")).isEmpty();
    long first = get(inbox().accept(message("sms", "s", "1"))).messageId();
    long second = get(inbox().accept(message("sms", "s", "2"))).messageId();
    get(inbox().accept(message("mail", "s", "other")));
    assertThat(inbox().turnOf("sms", "s")).hasValue(first);

    get(inbox().postpone(first, epoch(), 1, "", NOW.plusSeconds(60)));
    assertThat(inbox().turnOf("sms", "s")).hasValue(first);
    get(inbox().finish(first, epoch(), MessageState.DEAD, 1, "", NOW));
    assertThat(inbox().turnOf("sms", "s")).hasValue(second);

    get(inbox().retry(first, NOW));
    assertThat(inbox().turnOf("sms", "s")).as("the older one comes after it").hasValue(second);
    get(inbox().finish(second, epoch(), MessageState.HANDLED, 0, "", NOW));
    assertThat(inbox().turnOf("sms", "s")).hasValue(first);
  }

  @Test
  default void acceptedMessageIsReadyWithAllItsTexts() {
    String content =
        "a\r\nb\tc \u0085 \u2028 <&]]> \ud83d\ude00 \ufffd \u00e6 e\u0301" + "x".repeat(100_000);
    long id =
        get(inbox()
                .accept(
                    new NewIncoming(
                        "sms",
                        "from \ud83d\ude00",
                        "",
                        content,
                        "Text",
                        "session \ud83d\ude00",
                        "anna",
                        NOW,
                        Optional.empty())))
            .messageId();

    List<StoredIncoming> ready = ready("sms", NOW);

    assertThat(ready).hasSize(1);
    StoredIncoming message = ready.get(0);
    assertThat(message.id()).isEqualTo(id).isPositive();
    assertThat(message.plugin()).isEqualTo("sms");
    assertThat(message.from()).isEqualTo("from \ud83d\ude00");
    assertThat(message.to()).isEmpty();
    assertThat(message.content()).isEqualTo(content);
    assertThat(message.format()).isEqualTo("Text");
    assertThat(message.sessionKey()).isEqualTo("session \ud83d\ude00");
    assertThat(message.parentMessagingId()).isEmpty();
    assertThat(message.receivedAt()).isEqualTo(NOW);
    assertThat(message.failures()).isZero();
    assertThat(inbox().find(id).orElseThrow().content())
        .contains(new Content("from \ud83d\ude00", "", content, "Text"));
  }

  @Test
  default void anyXmlTextComesBackAsItWas() {
    Random random = new Random(7);
    for (int run = 0; run < 50; run++) {
      String text = xmlText(random, random.nextInt(300));
      long id = accept("sms", text, text);
      IncomingRecord found = inbox().find(id).orElseThrow();
      assertThat(found.content().orElseThrow().content()).isEqualTo(text);
      assertThat(found.sessionKey()).isEqualTo(text);
    }
  }

  @Test
  default void laterAcceptanceHasHigherId() {
    assertThat(accept("sms", "", "1")).isLessThan(accept("mail", "", "2"));
  }

  @Test
  default void listenerIsToldWhatBecameReadyInOrderOfIds() {
    List<StoredIncoming> told = listen();
    long first = accept("sms", "s", "1");
    long second = accept("sms", "s", "2");
    long third = accept("sms", "", "3");
    settleListener();
    assertThat(told).extracting(StoredIncoming::id).containsExactly(first, third);

    get(inbox().finish(first, epoch(), HANDLED, 0, "", NOW));
    settleListener();

    assertThat(told).extracting(StoredIncoming::id).containsExactly(first, third, second);
    assertThat(told.get(2).content()).isEqualTo("2");
    assertThat(told.get(0)).isEqualTo(told(first, "1", "s"));
  }

  @Test
  default void sessionGoesOnOnlyWhenItsFirstMessageEnds() {
    long first = accept("sms", "s", "1");
    long second = accept("sms", "s", "2");
    long other = accept("mail", "s", "another plugin's session");

    assertThat(readyIds("sms")).containsExactly(first);
    assertThat(readyIds("mail")).containsExactly(other);

    Instant later = NOW.plusSeconds(60);
    assertThat(get(inbox().postpone(first, epoch(), 1, "not now", later))).isTrue();
    assertThat(readyIds("sms")).isEmpty();
    assertThat(inbox().ready("sms", Partitions.ALL, NOW, id -> false, 0, 1).nextDue())
        .contains(later);
    assertThat(ready("sms", later))
        .extracting(StoredIncoming::id, StoredIncoming::failures)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(first, 1));

    assertThat(get(inbox().finish(first, epoch(), DEAD, 2, "never", later))).isTrue();
    assertThat(ready("sms", later)).extracting(StoredIncoming::id).containsExactly(second);
    assertThat(inbox().find(first).orElseThrow().reason()).isEqualTo("never");
  }

  @Test
  default void readyGivesLongestDueFirstWithoutTheExcluded() {
    long first = accept("sms", "", "1");
    long second = accept("sms", "", "2");
    long third = accept("sms", "", "3");
    get(inbox().postpone(first, epoch(), 1, "", NOW.plusSeconds(1)));

    List<StoredIncoming> all =
        inbox()
            .ready("sms", Partitions.ALL, NOW.plusSeconds(1), id -> false, 10, 1 << 20)
            .messages();
    assertThat(all).extracting(StoredIncoming::id).containsExactly(second, third, first);
    assertThat(
            inbox()
                .ready("sms", Partitions.ALL, NOW.plusSeconds(1), id -> id == second, 1, 1 << 20)
                .messages())
        .extracting(StoredIncoming::id)
        .containsExactly(third);
    assertThat(
            inbox().ready("sms", Partitions.ALL, NOW.plusSeconds(1), id -> false, 10, 1).messages())
        .extracting(StoredIncoming::id)
        .containsExactly(second);
  }

  @Test
  default void endedMessageCannotEndAgain() {
    long id = accept("sms", "", "1");
    assertThat(get(inbox().finish(id, epoch(), HANDLED, 0, "", NOW))).isTrue();

    assertThat(get(inbox().finish(id, epoch(), DEAD, 1, "late", NOW))).isFalse();
    assertThat(get(inbox().postpone(id, epoch(), 1, "late", NOW))).isFalse();
    assertThat(get(inbox().finish(id + 1_000, epoch(), HANDLED, 0, "", NOW))).isFalse();
    assertThat(inbox().find(id).orElseThrow().state()).isEqualTo(HANDLED);
    assertThat(inbox().find(id).orElseThrow().endedAt()).contains(NOW);
    assertThat(readyIds("sms")).isEmpty();
  }

  @Test
  default void repeatedRequestIsStoredOnce() {
    Acceptance first = get(inbox().accept(message("sms", "", "1", Optional.of(key("k", 1)))));
    Acceptance repeat = get(inbox().accept(message("sms", "", "1", Optional.of(key("k", 1)))));
    Acceptance reuse = get(inbox().accept(message("sms", "", "2", Optional.of(key("k", 2)))));

    assertThat(first.kind()).isEqualTo(Acceptance.Kind.STORED);
    assertThat(repeat).isEqualTo(new Acceptance(Acceptance.Kind.REPEATED, first.messageId()));
    assertThat(reuse).isEqualTo(new Acceptance(Acceptance.Kind.KEY_REUSED, 0));
    assertThat(inbox().counts()).containsExactly(entry("sms", Map.of(WAITING, 1L)));
  }

  @Test
  default void answerMarksTheNewestOutgoingMessageOfItsSessionAsReplied() {
    int older = send("sms", "s");
    int newer = send("sms", "s");
    send("mail", "s");

    long id = accept("sms", "s", "an answer");

    assertThat(inbox().find(id).orElseThrow().parentMessagingId()).hasValue(newer);
    assertThat(ready("sms", NOW).get(0).parentMessagingId()).hasValue(newer);
    assertThat(status(newer)).isEqualTo(4);
    assertThat(status(older)).isEqualTo(1);
    assertThat(inbox().find(accept("sms", "other", "")).orElseThrow().parentMessagingId())
        .isEmpty();
  }

  @Test
  default void messageWithAGatewayIdIsStoredOnceWhateverElseDiffers() {
    List<StoredIncoming> told = listen();
    Acceptance first = get(inbox().accept(submitted("sms", Optional.of("g"), "sms", "s", "1")));
    Acceptance again = get(inbox().accept(submitted("sms", Optional.of("g"), "mail", "t", "2")));
    settleListener();

    assertThat(first.kind()).isEqualTo(Acceptance.Kind.STORED);
    assertThat(again).isEqualTo(new Acceptance(Acceptance.Kind.REPEATED, first.messageId()));
    assertThat(told).extracting(StoredIncoming::content).containsExactly("1");
    assertThat(inbox().counts()).containsExactly(entry("sms", Map.of(WAITING, 1L)));

    get(inbox().finish(first.messageId(), epoch(), HANDLED, 0, "", NOW));
    get(inbox().purge(HANDLED, NOW.plusSeconds(1), 10));
    assertThat(get(inbox().accept(submitted("sms", Optional.of("g"), "sms", "", "3"))))
        .as("the id outlives its message")
        .isEqualTo(again);
  }

  @Test
  default void gatewayIdsAreThoseOfThePluginThatSubmits() {
    long first = accept(submitted("sms", Optional.of("g"), "crm", "", "1"));
    assertThat(
            List.of(
                accept(submitted("mail", Optional.of("g"), "crm", "", "2")),
                accept(submitted("sms", Optional.of("G"), "crm", "", "3")),
                accept(submitted("sms", Optional.empty(), "crm", "", "4")),
                accept(submitted("sms", Optional.empty(), "crm", "", "5")),
                accept(message("sms", "", "6"))))
        .doesNotContain(first)
        .doesNotHaveDuplicates();
    assertThat(inbox().find(first).orElseThrow().user()).isEqualTo("plugin:sms");
  }

  @Test
  default void ofManySubmissionsWithOneGatewayIdOneIsStored() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 10; round++) {
        Optional<String> gatewayId = Optional.of("g" + round);
        Callable<Acceptance> submit =
            () -> get(inbox().accept(submitted("sms", gatewayId, "sms", "", "x")));
        List<Acceptance> answers = new ArrayList<>();
        for (Future<Acceptance> answer : threads.invokeAll(Collections.nCopies(16, submit))) {
          answers.add(answer.get());
        }
        assertThat(answers)
            .extracting(Acceptance::messageId)
            .containsOnly(answers.get(0).messageId());
        assertThat(answers)
            .filteredOn(answer -> answer.kind() == Acceptance.Kind.STORED)
            .hasSize(1);
        assertThat(inbox().counts().get("sms")).containsEntry(WAITING, round + 1L);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  default void submittedMessageAnswersTheOutgoingOnesOfThePluginThatSubmitsIt() {
    int ofSubmitter = send("sms", "s");
    int ofHandler = send("crm", "s");

    long id = accept(submitted("sms", Optional.empty(), "crm", "s", "answer"));

    assertThat(inbox().find(id).orElseThrow().parentMessagingId()).hasValue(ofSubmitter);
    assertThat(ready("crm", NOW).get(0).parentMessagingId()).hasValue(ofSubmitter);
    assertThat(status(ofSubmitter)).isEqualTo(4);
    assertThat(status(ofHandler)).isEqualTo(1);
    long fromCaller = accept("crm", "s", "answer");
    assertThat(inbox().find(fromCaller).orElseThrow().parentMessagingId()).hasValue(ofHandler);
  }

  @Test
  default void gatewayIdsAreForgottenInStepsFromTheOldestOn() {
    for (int i = 0; i < 3; i++) {
      accept(submitted("sms", Optional.of("g" + i), "sms", "", "x"));
    }
    Instant after = NOW.plusMillis(1);

    assertThat(get(inbox().purgeGatewayIds(NOW, 10))).isZero();
    assertThat(get(inbox().purgeGatewayIds(after, 2))).isEqualTo(2);
    assertThat(get(inbox().accept(submitted("sms", Optional.of("g2"), "sms", "", "x"))).kind())
        .isEqualTo(Acceptance.Kind.REPEATED);
    assertThat(get(inbox().accept(submitted("sms", Optional.of("g0"), "sms", "", "x"))).kind())
        .isEqualTo(Acceptance.Kind.STORED);
    assertThat(get(inbox().purgeGatewayIds(after, 2))).isEqualTo(2);
    assertThat(get(inbox().purgeGatewayIds(after, 2))).isZero();
    assertThat(inbox().counts().get("sms")).containsExactly(entry(WAITING, 4L));
  }

  @Test
  default void countsFollowTheStates() {
    long handled = accept("sms", "", "1");
    long dead = accept("sms", "", "2");
    accept("mail", "", "3");
    get(inbox().finish(handled, epoch(), HANDLED, 0, "", NOW));
    get(inbox().finish(dead, epoch(), DEAD, 3, "no", NOW));

    assertThat(inbox().counts())
        .containsOnly(
            entry("sms", Map.of(HANDLED, 1L, DEAD, 1L)), entry("mail", Map.of(WAITING, 1L)));
    assertThat(inbox().pluginsWithWaiting()).containsExactly("mail");
  }

  @Test
  default void listIsPagedNewestFirst() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(0, accept(i == 2 ? "mail" : "sms", i < 2 ? "s" : "", "" + i));
    }
    get(inbox().finish(ids.get(0), epoch(), DEAD, 1, "why", NOW));
    IncomingFilter any = new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty());

    List<IncomingRecord> page = inbox().list(any, Long.MAX_VALUE, 3);
    assertThat(page).extracting(IncomingRecord::id).containsExactlyElementsOf(ids.subList(0, 3));
    assertThat(inbox().list(any, page.get(2).id(), 3))
        .extracting(IncomingRecord::id)
        .containsExactlyElementsOf(ids.subList(3, 5));
    assertThat(listIds(new IncomingFilter(Optional.of("mail"), Optional.empty(), Optional.empty())))
        .containsExactly(ids.get(2));
    assertThat(listIds(new IncomingFilter(Optional.empty(), Optional.of(DEAD), Optional.empty())))
        .containsExactly(ids.get(0));
    assertThat(listIds(new IncomingFilter(Optional.empty(), Optional.empty(), Optional.of("s"))))
        .containsExactly(ids.get(3), ids.get(4));
    assertThat(page.get(0).content()).isEmpty();
    assertThat(page.get(0).due()).isEmpty();
    assertThat(page.get(1).due()).contains(NOW);
  }

  @Test
  default void retryOfDeadMessageForgetsItsFailures() {
    long id = accept("sms", "", "1");
    get(inbox().finish(id, epoch(), DEAD, 10, "no", NOW));
    List<StoredIncoming> told = listen();

    assertThat(get(inbox().retry(id, NOW.plusSeconds(5)))).contains(new Retried(DEAD, true));
    settleListener();

    assertThat(told)
        .extracting(StoredIncoming::id, StoredIncoming::failures)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(id, 0));
    assertThat(ready("sms", NOW.plusSeconds(5))).hasSize(1);
    assertThat(get(inbox().retry(id + 1_000, NOW))).isEmpty();
  }

  @Test
  default void retryWaitsForTheMessageWhoseTurnItIs() {
    long dead = accept("sms", "s", "1");
    long current = accept("sms", "s", "2");
    long queued = accept("sms", "s", "3");
    get(inbox().finish(dead, epoch(), DEAD, 1, "no", NOW));
    get(inbox().retry(dead, NOW));

    assertThat(readyIds("sms")).containsExactly(current);
    get(inbox().finish(current, epoch(), HANDLED, 0, "", NOW));
    assertThat(readyIds("sms")).containsExactly(dead);
    get(inbox().finish(dead, epoch(), HANDLED, 0, "", NOW));
    assertThat(readyIds("sms")).containsExactly(queued);
  }

  @Test
  default void retryOfPostponedMessageMakesItDue() {
    long id = accept("sms", "", "1");
    get(inbox().postpone(id, epoch(), 1, "later", NOW.plus(Duration.ofDays(1))));
    List<StoredIncoming> told = listen();

    assertThat(get(inbox().retry(id, NOW))).contains(new Retried(WAITING, true));
    settleListener();

    assertThat(told).extracting(StoredIncoming::id).containsExactly(id);
    assertThat(readyIds("sms")).containsExactly(id);
  }

  @Test
  default void handledMessageIsNeitherRetriedNorDiscarded() {
    long id = accept("sms", "", "1");
    get(inbox().finish(id, epoch(), HANDLED, 0, "", NOW));

    assertThat(get(inbox().retry(id, NOW))).contains(new Retried(HANDLED, false));
    assertThat(get(inbox().discard(id, "", NOW))).contains(HANDLED);
    assertThat(inbox().find(id).orElseThrow().state()).isEqualTo(HANDLED);
  }

  @Test
  default void discardLetsTheSessionGoOn() {
    long first = accept("sms", "s", "1");
    long second = accept("sms", "s", "2");
    long third = accept("sms", "s", "3");

    assertThat(get(inbox().discard(second, "spam", NOW))).contains(WAITING);
    assertThat(readyIds("sms")).containsExactly(first);
    assertThat(get(inbox().discard(first, "spam", NOW))).contains(WAITING);
    assertThat(readyIds("sms")).containsExactly(third);
    assertThat(inbox().find(first).orElseThrow().state()).isEqualTo(DISCARDED);
    assertThat(inbox().find(first).orElseThrow().reason()).isEqualTo("spam");
    assertThat(get(inbox().discard(-1, "", NOW))).isEmpty();
  }

  @Test
  default void purgeDeletesWhatEndedInStepsAndNothingElse() {
    long waiting = accept("sms", "", "waits");
    long dead = accept("sms", "", "dead");
    get(inbox().finish(dead, epoch(), DEAD, 1, "no", NOW));
    for (int i = 0; i < 5; i++) {
      get(inbox().finish(accept("sms", "", "h"), epoch(), HANDLED, 0, "", NOW));
    }
    get(inbox().discard(accept("sms", "", "d"), "", NOW));
    long recent = accept("sms", "", "recent");
    get(inbox().finish(recent, epoch(), HANDLED, 0, "", NOW.plusSeconds(1)));

    Instant before = NOW.plusSeconds(1);
    assertThat(get(inbox().purge(HANDLED, before, 3))).isEqualTo(3);
    assertThat(get(inbox().purge(HANDLED, before, 3))).isEqualTo(2);
    assertThat(get(inbox().purge(HANDLED, before, 3))).isZero();

    assertThat(inbox().counts().get("sms"))
        .containsOnly(
            entry(WAITING, 1L), entry(DEAD, 1L), entry(HANDLED, 1L), entry(DISCARDED, 1L));
    assertThat(inbox().find(recent)).isPresent();

    assertThat(get(inbox().purge(DISCARDED, before, 3))).isEqualTo(1);
    assertThat(get(inbox().purge(DEAD, NOW, 3))).isZero();
    assertThat(inbox().find(dead)).isPresent();
    assertThat(get(inbox().purge(DEAD, before, 3))).isEqualTo(1);
    assertThat(inbox().find(dead)).isEmpty();
    assertThat(inbox().find(waiting)).isPresent();
    assertThat(inbox().counts().get("sms")).containsOnly(entry(WAITING, 1L), entry(HANDLED, 1L));
    assertThatThrownBy(() -> inbox().purge(WAITING, before, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void messageWhoseContentWasErasedStaysAndDiffersFromOneWithout() {
    long empty = get(inbox().accept(message("sms", "", ""))).messageId();
    long full = accept("sms", "s", "text");
    get(inbox().finish(empty, epoch(), HANDLED, 0, "", NOW.plusSeconds(1)));
    get(inbox().finish(full, epoch(), HANDLED, 0, "", NOW));
    IncomingRecord before = inbox().find(full).orElseThrow();

    assertThat(get(inbox().eraseContent(HANDLED, NOW, 10))).as("not before its time").isZero();
    assertThat(get(inbox().eraseContent(HANDLED, NOW.plusSeconds(1), 10))).isEqualTo(1);

    IncomingRecord erased = inbox().find(full).orElseThrow();
    assertThat(erased.content()).isEmpty();
    assertThat(erased).usingRecursiveComparison().ignoringFields("content").isEqualTo(before);
    assertThat(inbox().find(empty).orElseThrow().content())
        .contains(new Content("from", "to", "", "Text"));
    assertThat(inbox().counts().get("sms")).containsOnly(entry(HANDLED, 2L));
  }

  @Test
  default void contentIsErasedInStepsEachMessageOnce() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) { // all at one time: a step may end among them
      ids.add(accept("sms", "", "h"));
      get(inbox().finish(ids.get(i), epoch(), HANDLED, 0, "", NOW));
    }
    Instant before = NOW.plusSeconds(1);

    assertThat(get(inbox().eraseContent(HANDLED, before, 2))).isEqualTo(2);
    assertThat(ids.stream().filter(id -> inbox().find(id).orElseThrow().content().isPresent()))
        .hasSize(3);
    assertThat(get(inbox().eraseContent(HANDLED, before, 2))).isEqualTo(2);
    assertThat(get(inbox().eraseContent(HANDLED, before, 2))).isEqualTo(1);
    assertThat(get(inbox().eraseContent(HANDLED, before, 2))).isZero();
    assertThat(ids).allMatch(id -> inbox().find(id).orElseThrow().content().isEmpty());

    long later = accept("sms", "", "later");
    get(inbox().finish(later, epoch(), HANDLED, 0, "", before));
    assertThat(get(inbox().eraseContent(HANDLED, before.plusSeconds(1), 2))).isEqualTo(1);
    assertThat(get(inbox().purge(HANDLED, before.plusSeconds(1), 10))).isEqualTo(6);
    assertThat(inbox().find(later)).isEmpty();
  }

  @Test
  default void contentOfWhatWaitsOrIsDeadIsNeverErased() {
    long waiting = accept("sms", "", "waits");
    long dead = accept("sms", "", "dead");
    get(inbox().finish(dead, epoch(), DEAD, 1, "no", NOW));

    Instant before = NOW.plusSeconds(1);
    assertThat(get(inbox().eraseContent(HANDLED, before, 10))).isZero();
    assertThat(get(inbox().eraseContent(DISCARDED, before, 10))).isZero();

    assertThat(inbox().find(waiting).orElseThrow().content()).isPresent();
    assertThat(inbox().find(dead).orElseThrow().content()).isPresent();
    for (MessageState state : List.of(WAITING, DEAD)) {
      assertThatThrownBy(() -> inbox().eraseContent(state, before, 10))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  default void discardedMessageIsRetriedUnlessItsContentWasErased() {
    long kept = accept("sms", "", "kept");
    long erased = accept("sms", "s", "erased");
    get(inbox().discard(erased, "spam", NOW));
    get(inbox().eraseContent(DISCARDED, NOW.plusSeconds(1), 10));
    get(inbox().discard(kept, "spam", NOW));

    assertThat(get(inbox().retry(kept, NOW))).contains(new Retried(DISCARDED, true));
    assertThat(get(inbox().retry(erased, NOW))).contains(new Retried(DISCARDED, false));
    assertThat(inbox().find(erased).orElseThrow().state()).isEqualTo(DISCARDED);
    assertThat(readyIds("sms")).containsExactly(kept);
    long next = accept("sms", "s", "next");
    assertThat(readyIds("sms")).containsExactly(kept, next);
  }

  @Test
  default void sessionsBehaveAsTheirModel() {
    for (int seed = 0; seed < 10; seed++) {
      String plugin = "model" + seed;
      new SessionModel(inbox(), epoch(), plugin, new Random(seed)).run(150);
    }
  }

  /** The rule of sessions in memory, driven at random beside the store. */
  final class SessionModel {
    private final InboxStore inbox;
    private final long epoch;
    private final String plugin;
    private final Random random;
    private final TreeMap<Long, String> waiting = new TreeMap<>();
    private final Map<Long, String> dead = new HashMap<>();
    private final Map<String, Long> turns = new HashMap<>();
    private final Map<Long, Instant> due = new HashMap<>();
    private Instant now = NOW;

    SessionModel(InboxStore inbox, long epoch, String plugin, Random random) {
      this.epoch = epoch;
      this.inbox = inbox;
      this.plugin = plugin;
      this.random = random;
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        now = now.plusMillis(1);
        switch (random.nextInt(7)) {
          case 0, 1, 2 -> accept();
          case 3 -> postpone();
          case 4 -> finish();
          case 5 -> discard();
          default -> retry();
        }
        assertThat(
                inbox
                    .ready(plugin, Partitions.ALL, now, id -> false, 1_000, Long.MAX_VALUE)
                    .messages())
            .extracting(StoredIncoming::id)
            .containsExactlyInAnyOrderElementsOf(expected());
      }
      assertThat(inbox.counts().get(plugin).getOrDefault(WAITING, 0L)).isEqualTo(waiting.size());
    }

    private List<Long> expected() {
      return turns.values().stream().filter(id -> !due.get(id).isAfter(now)).toList();
    }

    private void accept() {
      String session = "s" + random.nextInt(4);
      NewIncoming message =
          new NewIncoming(plugin, "", "", "", "", session, "anna", now, Optional.empty());
      wait(get(inbox.accept(message)).messageId(), session);
    }

    private void wait(long id, String session) {
      waiting.put(id, session);
      if (turns.putIfAbsent(session, id) == null) {
        due.put(id, now);
      }
    }

    private void postpone() {
      pick(turns.values())
          .ifPresent(
              id -> {
                Instant later = now.plusMillis(random.nextInt(20));
                assertThat(get(inbox.postpone(id, epoch, 1, "", later))).isTrue();
                due.put(id, later);
              });
    }

    private void finish() {
      pick(turns.values())
          .ifPresent(
              id -> {
                boolean dies = random.nextBoolean();
                assertThat(get(inbox.finish(id, epoch, dies ? DEAD : HANDLED, 1, "", now)))
                    .isTrue();
                if (dies) {
                  dead.put(id, waiting.get(id));
                }
                end(id);
              });
    }

    private void discard() {
      pick(waiting.keySet())
          .ifPresent(
              id -> {
                assertThat(get(inbox.discard(id, "", now))).contains(WAITING);
                end(id);
              });
    }

    private void retry() {
      pick(dead.keySet())
          .ifPresent(
              id -> {
                assertThat(get(inbox.retry(id, now))).contains(new Retried(DEAD, true));
                wait(id, dead.remove(id));
              });
    }

    private void end(long id) {
      String session = waiting.remove(id);
      if (turns.remove(session, id)) {
        waiting.entrySet().stream()
            .filter(other -> other.getValue().equals(session))
            .findFirst()
            .ifPresent(
                next -> {
                  turns.put(session, next.getKey());
                  due.put(next.getKey(), now);
                });
      }
    }

    private Optional<Long> pick(java.util.Collection<Long> ids) {
      return ids.isEmpty()
          ? Optional.empty()
          : Optional.of(List.copyOf(ids).get(random.nextInt(ids.size())));
    }
  }

  private long accept(String plugin, String sessionKey, String content) {
    return get(inbox().accept(message(plugin, sessionKey, content))).messageId();
  }

  private long accept(NewIncoming message) {
    Acceptance accepted = get(inbox().accept(message));
    assertThat(accepted.kind()).isEqualTo(Acceptance.Kind.STORED);
    return accepted.messageId();
  }

  private List<StoredIncoming> listen() {
    List<StoredIncoming> told = Collections.synchronizedList(new ArrayList<>());
    inbox().onReady(told::addAll);
    return told;
  }

  /** The listener is told after the stages: once another write is through, it has been told. */
  private void settleListener() {
    get(inbox().postpone(-1, epoch(), 0, "", NOW));
  }

  private List<StoredIncoming> ready(String plugin, Instant now) {
    return inbox().ready(plugin, Partitions.ALL, now, id -> false, 100, Long.MAX_VALUE).messages();
  }

  private List<Long> readyIds(String plugin) {
    return ready(plugin, NOW).stream().map(StoredIncoming::id).toList();
  }

  private List<Long> listIds(IncomingFilter filter) {
    return inbox().list(filter, Long.MAX_VALUE, 100).stream().map(IncomingRecord::id).toList();
  }

  private int send(String plugin, String sessionKey) {
    int id =
        get(store()
                .outbox()
                .record(
                    new NewOutgoing(
                        plugin,
                        "anna",
                        List.of(new NewOutgoing.Entry(java.util.OptionalInt.empty(), "Text")),
                        NOW,
                        Optional.empty())))
            .messagingIds()
            .get(0);
    get(
        store()
            .outbox()
            .settle(
                new Settlement(
                    id, OutgoingState.SETTLED, 1, List.of("x" + id), sessionKey, "", 1, NOW)));
    return id;
  }

  private int status(int messagingId) {
    return store().outbox().statuses(List.of(messagingId)).get(messagingId).status();
  }

  private StoredIncoming told(long id, String content, String sessionKey) {
    return new StoredIncoming(
        id,
        "sms",
        Partitions.of(sessionKey, id),
        epoch(),
        "from",
        "to",
        content,
        "Text",
        sessionKey,
        java.util.OptionalInt.empty(),
        NOW,
        0,
        Optional.empty());
  }

  /** A text of characters that XML 1.0 allows. */
  private static String xmlText(Random random, int length) {
    int[] ranges = {0x9, 0xA, 0xD, 0xD, 0x20, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int range = 2 * random.nextInt(ranges.length / 2);
      int width = ranges[range + 1] - ranges[range] + 1;
      text.appendCodePoint(ranges[range] + random.nextInt(width));
    }
    return text.toString();
  }
}
