package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;

class ReceiptBookTest {

  private static final Duration EARLY_WAIT = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-27T15:00:00Z"));
  private TestPluginContext context;
  private ServerModel server;
  private ReceiptBook here;
  private ReceiptBook there;
  private int messages;

  @BeforeEach
  void open() {
    context =
        TestPluginContext.of(new SmppPlugin(), directory)
            .withClock(clock)
            .withSettings(Map.of("host", "localhost", "system-id", "esme"));
    server = new ServerModel(context);
    here = book();
    there = book();
  }

  @Test
  void oneReceiptOfOnePart() {
    int message = sent(here, "a1");
    here.receive(delivered("a1"));
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
    assertThat(context.store().keys("", "", 10)).isEmpty();
  }

  @Test
  void aMessageInPartsIsReceivedWhenAllAre() {
    int message = sent(here, "a1", "a2", "a3");
    here.receive(delivered("a3"));
    here.receive(delivered("a1"));
    assertThat(server.status(message)).isEqualTo(ServerModel.SENT);
    here.receive(delivered("a2"));
    assertThat(server.history(message)).containsExactly(ServerModel.SENT, ServerModel.RECEIVED);
    assertThat(context.store().keys("", "", 10)).as("what is done with").isEmpty();
  }

  @Test
  void aMessageInPartsHasFailedWhenOneHas() {
    int message = sent(here, "a1", "a2", "a3");
    here.receive(delivered("a1"));
    here.receive(failed("a2"));
    assertThat(server.status(message)).isEqualTo(ServerModel.DELIVERY_ERROR);
    here.receive(delivered("a3"));
    here.receive(delivered("a1"));
    assertThat(server.history(message))
        .containsExactly(ServerModel.SENT, ServerModel.DELIVERY_ERROR);
    assertThat(context.reported().get(0).description()).contains("one of its 3 parts", "UNDELIV");
  }

  @Test
  void whatIsUnderWaySaysNothingOfParts() {
    int message = sent(here, "a1", "a2");
    here.receive(new Receipt("a1", Receipt.State.UNDER_WAY, "ENROUTE"));
    here.receive(delivered("a1"));
    here.receive(new Receipt("a2", Receipt.State.UNDER_WAY, "ACCEPTD"));
    assertThat(server.history(message)).containsExactly(ServerModel.SENT);
  }

  @Test
  void receiptsInAnyOrderTwiceAndByAnyNode() {
    Random random = new Random(42);
    for (int round = 0; round < 300; round++) {
      String[] ids = ids(1 + random.nextInt(4), round);
      List<Receipt> receipts = new ArrayList<>();
      boolean fails = round % 5 == 0;
      for (int i = 0; i < ids.length; i++) {
        Receipt receipt = fails && i == 0 ? failed(ids[i]) : delivered(ids[i]);
        receipts.add(receipt);
        receipts.add(receipt);
      }
      Collections.shuffle(receipts, random);
      int early = random.nextInt(receipts.size() + 1);
      Sent sent = new Sent(ids.length);
      int next = 0;
      for (int i = 0; i < receipts.size(); i++) {
        while (i >= early && next < ids.length) {
          here.taken(sent, ids[next++]);
        }
        (random.nextBoolean() ? here : there).receive(receipts.get(i));
        if (i + 1 < receipts.size() && next < ids.length && random.nextBoolean()) {
          here.taken(sent, ids[next++]);
        }
      }
      while (next < ids.length) {
        here.taken(sent, ids[next++]);
      }
      int message = settle(here, sent);
      clock.advance(EARLY_WAIT.plusSeconds(1));
      there.sweep();
      assertThat(server.status(message))
          .as("round %d", round)
          .isEqualTo(fails ? ServerModel.DELIVERY_ERROR : ServerModel.RECEIVED);
      assertThat(server.history(message))
          .as("round %d: %s", round, server.history(message))
          .doesNotContainSubsequence(
              ServerModel.RECEIVED, fails ? ServerModel.DELIVERY_ERROR : ServerModel.SENT);
    }
    assertThat(server.waiting()).as("reports without a message").isZero();
  }

  @Test
  void receiptsBeforeTheAnswersToTheSubmits() {
    Sent sent = new Sent(2);
    here.receive(delivered("a1"));
    here.taken(sent, "a1");
    here.taken(sent, "a2");
    here.receive(delivered("a2"));
    int message = settle(here, sent);
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
    assertThat(server.waiting()).isZero();
    assertThat(context.store().keys("e/", "", 10)).isEmpty();
  }

  @Test
  void anEarlyPartDoesNotMakeTheWholeReceived() {
    Sent sent = new Sent(2);
    there.receive(delivered("a1"));
    here.taken(sent, "a1");
    here.taken(sent, "a2");
    int message = settle(here, sent);
    clock.advance(EARLY_WAIT.plusSeconds(1));
    there.sweep();
    assertThat(server.history(message)).containsExactly(ServerModel.SENT);
    there.receive(delivered("a2"));
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
  }

  @Test
  void anEarlyReceiptOfAnotherNodesMessageWaitsForIt() {
    there.receive(delivered("a1"));
    int message = sent(here, "a1");
    assertThat(server.status(message)).isEqualTo(ServerModel.SENT);
    there.sweep();
    assertThat(server.status(message)).as("too soon to tell").isEqualTo(ServerModel.SENT);
    clock.advance(EARLY_WAIT.plusSeconds(1));
    there.sweep();
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
  }

  @Test
  void receiptsAfterARestart() {
    int parts = sent(here, "a1", "a2");
    int one = sent(here, "b1");
    here.receive(delivered("a1"));
    ReceiptBook restarted = book();
    restarted.receive(delivered("b1"));
    restarted.receive(delivered("a2"));
    assertThat(server.status(one)).isEqualTo(ServerModel.RECEIVED);
    assertThat(server.status(parts)).isEqualTo(ServerModel.RECEIVED);
  }

  @Test
  void aPartThatNobodyKnowsOfLeavesTheMessageUnknown() {
    Sent sent = new Sent(2);
    here.taken(sent, "a1");
    int message = ++messages;
    here.settle(sent);
    server.settle(
        message,
        new SendOutcome(
            SendOutcome.Kind.UNKNOWN,
            sent.externalIds(),
            java.util.Optional.empty(),
            "lost",
            java.util.Optional.empty()));
    there.receive(delivered("a1"));
    assertThat(server.status(message)).isEqualTo(ServerModel.UNKNOWN);
    there.receive(failed("a1"));
    assertThat(server.status(message)).isEqualTo(ServerModel.DELIVERY_ERROR);
  }

  @Test
  void aReceiptThatIsNotTakenIsThrownBack() {
    int message = sent(here, "a1", "a2");
    here.receive(delivered("a1"));
    context.refuseSubmissions("the disk is full", true);
    assertThatExceptionOfType(SubmissionException.class)
        .isThrownBy(() -> here.receive(delivered("a2")));
    context.takeSubmissions();
    here.receive(delivered("a2"));
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
  }

  @Test
  void sendingGoesOnWhereNothingCanBeWrittenDown() {
    context.store().breakWith(new SubmissionException("the disk is full", true));
    Sent sent = new Sent(2);
    here.taken(sent, "a1");
    here.taken(sent, "a2");
    int message = settle(here, sent);
    context.store().repair();
    here.receive(delivered("a1"));
    assertThat(server.status(message)).isEqualTo(ServerModel.SENT);
    here.receive(delivered("a2"));
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
  }

  @Test
  void idsAreFoundHoweverTheyAreWritten() {
    int message = sent(here, "00AB12");
    assertThat(server.status(message)).isEqualTo(ServerModel.SENT);
    there.receive(delivered("ab12"));
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
  }

  @Test
  void receiptsOfMessagesThatNobodySentStayWithTheServer() {
    here.receive(delivered("nobodys"));
    clock.advance(EARLY_WAIT.plusSeconds(1));
    here.sweep();
    assertThat(server.waiting()).isEqualTo(1);
    assertThat(context.store().keys("", "", 10)).isEmpty();
  }

  @Test
  void strangersReceiptsLeaveNothingWithTheServerUntilTheyAreGivenUp() {
    here.receive(new Receipt("nobodys", Receipt.State.UNDER_WAY, "ENROUTE"));
    assertThat(context.store().keys("", "", 10)).isEmpty();
    here.receive(delivered("nobodys"));
    assertThat(server.waiting()).isZero();
    assertThat(context.reported()).isEmpty();
    assertThat(context.store().keys("e/", "", 10)).containsExactly("e/nobodys");
    clock.advance(EARLY_WAIT.plusSeconds(1));
    here.sweep();
    assertThat(context.reported())
        .containsExactly(DeliveryReport.of("nobodys", DeliveryReport.Status.RECEIVED));
  }

  @Test
  void aReceiptBetweenTheSendersTwoStepsIsNotLost() {
    Sent sent = new Sent(2);
    here.taken(sent, "a1");
    here.taken(sent, "a2");
    here.settle(sent); // written down here, and not yet known to the server
    there.receive(delivered("a1"));
    there.receive(delivered("a2"));
    assertThat(context.store().keys("e/", "", 10)).isEmpty();
    int message = ++messages;
    server.settle(message, SendOutcome.sentInParts(sent.externalIds()));
    assertThat(server.status(message)).isEqualTo(ServerModel.RECEIVED);
    assertThat(server.waiting()).isZero();
  }

  @Test
  void partsOfAMessageAreWrittenDownTogetherOrNotAtAll() {
    String longId = "x".repeat(254); // too long with what the book writes before it
    sent(here, "a1", longId);
    assertThat(context.store().keys("", "", 10)).isEmpty();
  }

  private ReceiptBook book() {
    return new ReceiptBook(
        server,
        new ReceiptIds("same", server.store()),
        Duration.ofDays(3),
        EARLY_WAIT,
        Figures.of(server.metrics()),
        Runnable::run);
  }

  private int sent(ReceiptBook book, String... ids) {
    Sent sent = new Sent(ids.length);
    for (String id : ids) {
      book.taken(sent, id);
    }
    return settle(book, sent);
  }

  private int settle(ReceiptBook book, Sent sent) {
    book.settle(sent);
    int message = ++messages;
    server.settle(message, SendOutcome.sentInParts(sent.externalIds()));
    return message;
  }

  private static String[] ids(int number, int round) {
    String[] ids = new String[number];
    for (int i = 0; i < number; i++) {
      ids[i] = "c%dx%d".formatted(round, i);
    }
    return ids;
  }

  private static Receipt delivered(String id) {
    return new Receipt(id, Receipt.State.DELIVERED, "");
  }

  private static Receipt failed(String id) {
    return new Receipt(id, Receipt.State.FAILED, "UNDELIV, error 045");
  }
}
