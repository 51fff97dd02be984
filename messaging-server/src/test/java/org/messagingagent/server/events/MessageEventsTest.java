package org.messagingagent.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.support.CapturedLog;

@Timeout(30)
class MessageEventsTest {

  private static final Instant NOW = Instant.EPOCH;

  private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
  private final List<Long> missed = new CopyOnWriteArrayList<>();
  private final CountDownLatch hold = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);

  /** Stays in its first event until the latch lets it go. */
  private final MessageListener slow =
      new MessageListener() {
        @Override
        public void handled(Handled event) {
          if (event.messageId() == 0) {
            held.countDown();
            awaitUninterruptibly(hold);
          }
          heard.add(event.messageId());
        }

        @Override
        public void missed(long events) {
          missed.add(events);
        }
      };

  @Test
  void eventsAreToldInTheirOrderInOneThread() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    List<Long> ids = new CopyOnWriteArrayList<>();
    MessageListener listener =
        new MessageListener() {
          @Override
          public void handled(Handled event) {
            threads.add(Thread.currentThread());
            ids.add(event.messageId());
          }
        };
    List<Long> told = new ArrayList<>();
    try (MessageEvents events = new MessageEvents(List.of(listener))) {
      for (long id = 0; id < 500; id++) {
        told.add(id);
        tell(events, id);
      }
    }
    assertThat(ids).isEqualTo(told);
    assertThat(threads).containsOnly(threads.get(0)).doesNotContain(Thread.currentThread());
    assertThat(threads.get(0).isAlive()).isFalse();
  }

  @Test
  void listenerThatThrowsHearsTheNextEvent() throws Exception {
    MessageListener failing =
        new MessageListener() {
          @Override
          public void handled(Handled event) {
            heard.add(event.messageId());
            if (event.messageId() % 2 == 0) {
              throw new IllegalStateException("not today");
            }
            throw new AssertionError("nor tomorrow");
          }
        };
    try (MessageEvents events = new MessageEvents(List.of(failing))) {
      for (long id = 0; id < 3; id++) {
        tell(events, id);
      }
      assertThat(List.of(heard.take(), heard.take(), heard.take())).containsExactly(0L, 1L, 2L);
    }
  }

  @Test
  void listenerThatDoesNotKeepUpIsToldHowManyItMissedAndHoldsUpNobody() throws Exception {
    BlockingQueue<Long> quick = new LinkedBlockingQueue<>();
    MessageListener other =
        new MessageListener() {
          @Override
          public void handled(Handled event) {
            quick.add(event.messageId());
          }
        };
    int most = MessageListener.MOST_WAITING;
    try (MessageEvents events = new MessageEvents(List.of(slow, other))) {
      tell(events, 0);
      assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
      for (long id = 1; id <= most + 7; id++) {
        tell(events, id);
        assertThat(quick.poll(10, TimeUnit.SECONDS)).isEqualTo(id - 1);
      }
      hold.countDown();
    }
    assertThat(missed).containsExactly(7L);
    assertThat(heard).hasSize(most + 1).contains(0L, (long) most).doesNotContain(most + 1L);
  }

  @Test
  void listenerThatHangsIsToldToOperatorsWhileItHangs() throws Exception {
    try (CapturedLog log = CapturedLog.of(ListenerThread.class);
        MessageEvents events = new MessageEvents(List.of(slow))) {
      tell(events, 0);
      assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
      for (long id = 1; id <= MessageListener.MOST_WAITING + 1; id++) {
        tell(events, id);
      }
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(slow.getClass().getName(), "does not keep up");
      hold.countDown();
    }
  }

  @Test
  void listenerThatInterruptsItselfHearsTheNextEvent() throws Exception {
    MessageListener hasty =
        new MessageListener() {
          @Override
          public void handled(Handled event) {
            heard.add(event.messageId());
            Thread.currentThread().interrupt();
          }
        };
    try (MessageEvents events = new MessageEvents(List.of(hasty))) {
      tell(events, 1);
      assertThat(heard.take()).isEqualTo(1L);
      tell(events, 2);
      assertThat(heard.take()).isEqualTo(2L);
    }
  }

  @Test
  void whatWaitsAtTheStopIsTold() throws Exception {
    MessageEvents events = new MessageEvents(List.of(slow));
    for (long id = 0; id < 100; id++) {
      tell(events, id);
    }
    assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    Thread stop = new Thread(events::close);
    stop.start();
    hold.countDown();
    stop.join();
    assertThat(heard).hasSize(100);
  }

  private static void tell(MessageEvents events, long id) {
    MessageListener.Handled event = new MessageListener.Handled(id, "sms", 0, NOW);
    events.tell(listener -> listener.handled(event));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
