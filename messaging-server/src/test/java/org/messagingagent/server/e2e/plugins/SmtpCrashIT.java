package org.messagingagent.server.e2e.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.smtp.FakeMailServer;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.Reply;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;

/**
 * Kills the packaged server while it sends mail and reads bounces and answers, and has the mail
 * server go away and come back meanwhile: no mail goes out twice, statuses are right in the end,
 * and each answer is stored once. {@code -Dcrash.smtp.kills} and {@code -Dcrash.seed}.
 */
final class SmtpCrashIT {

  private static final int KILLS = Integer.getInteger("crash.smtp.kills", 2);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int SENDERS = 3;
  private static final int BATCH = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ADDRESS = "agent@example.org";
  private static final String PASSWORD = "agent-password";
  private static final int SENT = 1;
  private static final int DELIVERY_ERROR = 2;
  private static final int REPLIED = 4;

  @TempDir private Path directory;
  private final FakeMailServer server = FakeMailServer.start();
  private final GreenMail mailbox =
      new GreenMail(
          new com.icegreen.greenmail.util.ServerSetup(
              0, "127.0.0.1", com.icegreen.greenmail.util.ServerSetup.PROTOCOL_IMAP));
  private final RawSoap soap = new RawSoap();
  private final AtomicInteger answers = new AtomicInteger();
  private final List<Batch> batches = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile Optional<URI> address = Optional.empty();
  private volatile boolean over;
  private volatile String ticket = "";
  private int delivered;

  /** Messages of one call, and what the caller was told. */
  private record Batch(List<String> contents, List<DeliveryStatus> told) {}

  @AfterEach
  void stop() {
    over = true;
    never.countDown();
    server.close();
    mailbox.stop();
  }

  @Test
  void nothingIsSentTwiceAndStatusesAreRightInTheEnd() throws Exception {
    System.out.printf("SmtpCrashIT: %d kills, -Dcrash.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    mailbox.start();
    mailbox.setUser(ADDRESS, "agent", PASSWORD);
    // It has the mail, and takes its time to say so: most kills come then.
    server.always("END", new FakeMailServer.SayLater("250 taken", never, Duration.ofMillis(20)));
    ServerSetup setup = setup();
    ServerProcess process = setup.start();
    try {
      ticket = soap.logOn(process.address());
      address = Optional.of(process.address());
      List<Thread> threads = threads();
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitMoreAnswers(process, 5 + random.nextInt(10));
        deliverWhatCameOfMails();
        if (kill % 2 == 0) {
          server.goAway();
          server.comeBack();
          awaitMoreAnswers(process, 3);
        }
        assertThat(process.endsWithin(Duration.ofNanos(random.nextInt(100_000_000)))).isFalse();
        address = Optional.empty();
        process.kill();
        process = setup.start();
        address = Optional.of(process.address());
      }
      awaitMoreAnswers(process, 10);
      over = true;
      for (Thread thread : threads) {
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).as("%s goes on", thread.getName()).isFalse();
      }
      deliverWhatCameOfMails();
      check(process);
      assertThat(process.terminate()).isZero();
    } finally {
      over = true;
      process.close();
    }
  }

  private ServerSetup setup() {
    return ServerSetup.in(directory)
        .arguments(
            // Variables whose names end like this are left aside as those of Kubernetes.
            "--set",
            "messaging.plugin.smtp.port=" + server.port(),
            "--set",
            "messaging.plugin.smtp.imap-port=" + mailbox.getImap().getPort())
        .with("MESSAGING_PLUGIN_SMTP_ENABLED", "true")
        .with("MESSAGING_PLUGIN_SMTP_HOST", "127.0.0.1")
        .with("MESSAGING_PLUGIN_SMTP_TLS", "none")
        .with("MESSAGING_PLUGIN_SMTP_CONNECTION_MAILS", "7")
        .with("MESSAGING_PLUGIN_SMTP_INSECURE_AUTH", "true")
        .with("MESSAGING_PLUGIN_SMTP_IMAP_HOST", "127.0.0.1")
        .with("MESSAGING_PLUGIN_SMTP_IMAP_TLS", "none")
        .with("MESSAGING_PLUGIN_SMTP_IMAP_USERNAME", "agent")
        .with("MESSAGING_PLUGIN_SMTP_IMAP_PASSWORD", PASSWORD)
        .with("MESSAGING_PLUGIN_SMTP_IMAP_HANDLER", "file")
        .with("MESSAGING_PLUGIN_SMTP_IMAP_POLL", "1s")
        .with("MESSAGING_SEND_RECONCILE_FIRST", "1s")
        .with("MESSAGING_SEND_RECONCILE_LONGEST", "2s");
  }

  private List<Thread> threads() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      String name = "sender-" + i;
      threads.add(new Thread(() -> send(name), name));
    }
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
    return threads;
  }

  private void send(String name) {
    for (int n = 0; !over; n++) {
      String key = "%s-%d".formatted(name, n);
      List<String> contents = IntStream.range(0, BATCH).mapToObj(i -> key + "-" + i).toList();
      batches.add(new Batch(contents, untilAnswered(contents, key)));
      answers.incrementAndGet();
    }
  }

  private List<DeliveryStatus> untilAnswered(List<String> contents, String key) {
    String body = Envelopes.sendMessages("smtp", ADDRESS, "ola@example.org", contents);
    String envelope = soap.envelopes().soap11(Optional.of(ticket), body);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<URI> running = address;
      if (running.isPresent()) {
        try {
          Reply reply =
              soap.post(
                  running.get(),
                  "Messaging",
                  Optional.of("SendMessages"),
                  envelope,
                  Optional.of(key));
          if (reply.succeeded()) {
            return reply.deliveryStatuses();
          }
        } catch (IOException e) {
          Thread.yield(); // the server is being killed
        }
      } else {
        pause();
      }
    }
    throw new AssertionError(key + " was not answered");
  }

  private void pause() {
    try {
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitMoreAnswers(ServerProcess process, int more) {
    int wanted = answers.get() + more;
    process.await(more + " more answers", LIMIT, () -> answers.get() >= wanted);
  }

  /** Each first mail of a call bounces, and each second one is answered. */
  private void deliverWhatCameOfMails() throws MessagingException {
    List<FakeMailServer.Taken> mails = server.mails();
    GreenMailUser user = mailbox.getUserManager().getUserByEmail(ADDRESS);
    for (; delivered < mails.size(); delivered++) {
      String text = mails.get(delivered).text();
      String content = content(text);
      if (bounces(content)) {
        deliver(user, bounce(id(text)));
      } else if (isAnswered(content)) {
        deliver(user, answer(id(text), content));
      }
    }
  }

  private static void deliver(GreenMailUser user, String text) throws MessagingException {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    user.deliver(
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
  }

  private static boolean bounces(String content) {
    return content.endsWith("-0");
  }

  private static boolean isAnswered(String content) {
    return content.endsWith("-1");
  }

  private static String content(String mail) {
    return mail.substring(mail.indexOf("\r\n\r\n")).strip();
  }

  private static String id(String mail) {
    int start = mail.indexOf("Message-ID: <") + "Message-ID: <".length();
    return mail.substring(start, mail.indexOf('>', start));
  }

  private static String answer(String id, String content) {
    return "From: ola@example.org\nMessage-ID: <re.%s>\nReferences: <%s>\n\nRe %s\n"
        .formatted(id, id, content);
  }

  private static String bounce(String id) {
    return """
        From: MAILER-DAEMON@mx.example.org
        Message-ID: <dsn.%s>
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Action: failed
        Status: 5.1.1

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <%s>

        --b--
        """
        .formatted(id, id);
  }

  private void check(ServerProcess process) {
    Map<String, Integer> taken = taken();
    taken.forEach((content, times) -> assertThat(times).as("times of %s", content).isOne());
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Batch batch : batches) {
      assertThat(batch.told()).hasSize(BATCH);
      for (int i = 0; i < BATCH; i++) {
        String content = batch.contents().get(i);
        DeliveryStatus told = batch.told().get(i);
        String outcome = Told.outcome(told);
        outcomes.merge(outcome, 1, Integer::sum);
        switch (outcome) {
          case "SENT" -> assertThat(taken).containsKey(content);
          case "NOT_SENT" -> assertThat(taken).doesNotContainKey(content);
          case "OUTCOME_UNKNOWN" -> assertThat(taken.getOrDefault(content, 0)).isLessThan(2);
          default -> throw new AssertionError("%s of %s".formatted(told, content));
        }
        if (taken.containsKey(content)) {
          awaitTheRightStatus(process, content, told.messagingId());
        }
      }
    }
    System.out.printf("SmtpCrashIT: %d mails taken, answers %s%n", taken.size(), outcomes);
    assertThat(outcomes).containsKeys("SENT", "OUTCOME_UNKNOWN");
    checkAnswers(process, taken.keySet());
  }

  /** Also of mails of which nobody knew at first whether they were sent. */
  private void awaitTheRightStatus(ServerProcess process, String content, int messagingId) {
    if (bounces(content) || isAnswered(content)) {
      int wanted = bounces(content) ? DELIVERY_ERROR : REPLIED;
      process.await(
          "status %d of %s".formatted(wanted, content),
          LIMIT,
          () -> Told.status(soap, process, ticket, messagingId).status() == wanted);
    } else {
      assertThat(Told.status(soap, process, ticket, messagingId).status()).isIn(0, SENT);
    }
  }

  private void checkAnswers(ServerProcess process, Set<String> taken) {
    Set<String> wanted = new HashSet<>();
    taken.stream().filter(SmtpCrashIT::isAnswered).forEach(content -> wanted.add("Re " + content));
    process.await("all answers", LIMIT, () -> handled().keySet().containsAll(wanted));
    Map<String, Set<Long>> handled = handled();
    assertThat(handled.keySet()).isEqualTo(wanted);
    handled.forEach((content, ids) -> assertThat(ids).as("ids of %s", content).hasSize(1));
    System.out.printf("SmtpCrashIT: %d answers handled%n", handled.size());
  }

  private Map<String, Integer> taken() {
    Map<String, Integer> taken = new HashMap<>();
    server.mails().forEach(mail -> taken.merge(content(mail.text()), 1, Integer::sum));
    return taken;
  }

  /** The inbox's ids by content, as the plugin {@code file} wrote them. */
  private Map<String, Set<Long>> handled() {
    Map<String, Set<Long>> handled = new HashMap<>();
    ObjectMapper json = new ObjectMapper();
    Path file = directory.resolve("data").resolve("handled.jsonl");
    if (!Files.exists(file)) {
      return handled;
    }
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.endsWith("}")) {
          JsonNode node = json.readTree(line);
          handled
              .computeIfAbsent(node.path("content").asText().strip(), content -> new HashSet<>())
              .add(node.path("messageId").asLong());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return handled;
  }
}
