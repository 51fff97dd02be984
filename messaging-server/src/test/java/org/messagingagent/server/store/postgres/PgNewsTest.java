package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.support.Await;

/** What nodes tell each other. */
@Timeout(120)
final class PgNewsTest extends PgStoreFixture {

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private PgStore other;

  @BeforeEach
  void openOther() throws Exception {
    store().inbox().onElsewhere(told::add);
    other = PgStore.open(config(), LIMITS);
    Await.until("the owner listens", () -> store().listener().isListening());
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  @Test
  void ownerHearsOfMessagesThatCameInElsewhere() throws Exception {
    get(other.inbox().accept(message("sms", "s", "1")));
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("sms");
  }

  @Test
  void ownerHearsWhatAnOperatorMadeDueElsewhere() throws Exception {
    long id = get(store().inbox().accept(message("sms", "", "1"))).messageId();
    get(store().inbox().postpone(id, epoch(), 1, "", NOW.plusSeconds(60)));
    get(other.inbox().retry(id, NOW));
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("sms");
  }

  @Test
  void nobodyIsToldOfPartitionsOfOthers() throws Exception {
    get(other.inbox().accept(message("unknown", "s", "1")));
    get(other.inbox().accept(message("mail", "s", "2")));
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("mail");
  }

  @Test
  void afterABrokenConnectionAllIsLookedAtAgain() throws Exception {
    PostgresFixture.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%listen'");
    Await.until("all plugins were told", () -> told.contains("sms") && told.contains("mail"));
  }

  @Test
  void newsAreReadAsTheyWereWritten() {
    for (PgNews news :
        new PgNews[] {
          new PgNews.ClusterChanged(),
          new PgNews.Wake("a:b", Partitions.ALL),
          new PgNews.Wake("sms", Partitions.only(3))
        }) {
      assertThat(PgNews.of(news.line())).contains(news);
    }
    for (String unknown : new String[] {"", "x", "w:", "w:zz:sms", "w:11112222333344445:sms"}) {
      assertThat(PgNews.of(unknown)).as(unknown).isEmpty();
    }
  }
}
