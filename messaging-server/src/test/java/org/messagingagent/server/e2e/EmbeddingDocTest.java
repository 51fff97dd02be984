package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.OutcomeUnknownException;
import org.messagingagent.server.agent.TryAgainException;
import org.messagingagent.server.auth.Authenticator;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.server.support.Await;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

/** The examples of {@code docs/embedding.md}: they stand here, and do what they say. */
@Timeout(120)
class EmbeddingDocTest {

  @TempDir private Path directory;
  private final Queue<String> pages = new ConcurrentLinkedQueue<>();
  private final AtomicLong handled = new AtomicLong();
  private final Authenticator staff = (name, password) -> name.equals("ola");

  @Test
  void examplesOfThePageStandHere() throws IOException {
    DocExamples.standIn(getClass(), "embedding.md", 6);
  }

  @Test
  void tenLinesTakeMessagesOverSoap() throws Exception {
    try (MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .port(0)
            .plugin(new PagerPlugin(pages))
            .user("crm", "a long password")
            .start()) {
      callOverSoap(server.address());
    }
    assertThat(pages).containsExactly("+4722: hello");
  }

  @Test
  void withoutHttpTheAgentIsCalledInJava() throws Exception {
    MessagingServer server =
        MessagingServer.builder()
            .noHttp()
            .dataDirectory(directory)
            .plugin(new PagerPlugin(pages))
            .build();
    MessagingAgent agent = server.agent();
    server.start();
    agent.createMessage(
        Caller.trusted("billing").withIdempotencyKey("invoice-17"),
        IncomingDraft.forPlugin("pager").withFrom("billing").withContent("Invoice 17 is due"));
    server.close();
    assertThatThrownBy(() -> agent.getPlugins(Caller.trusted("billing")))
        .isInstanceOf(IllegalStateException.class);
    try (MessagingServer next =
        MessagingServer.builder()
            .noHttp()
            .dataDirectory(directory)
            .plugin(new PagerPlugin(pages))
            .start()) {
      Await.until("it is handled, at the latest after the next start", () -> !pages.isEmpty());
      assertThat(next.agent().getPlugins(Caller.trusted("billing"))).hasSize(1);
    }
    assertThat(pages).containsExactly("billing: Invoice 17 is due");
  }

  @Test
  void whatTheApplicationBringsIsUsed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    MessagingServer server =
        MessagingServer.builder()
            .noHttp()
            .dataDirectory(directory)
            .executor(threads)
            .authenticator((name, password) -> staff.admits(name, password))
            .plugin(new PagerPlugin(pages))
            .listener(new Counter(handled))
            .start();
    try (server) {
      server.agent().createMessage(Caller.trusted("billing"), IncomingDraft.forPlugin("pager"));
      Await.until("it is told", () -> handled.get() == 1);
      assertThat(server.initialPasswordFile()).isEmpty();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void exceptionsSayWhatToDo() {
    try (MessagingServer server =
        MessagingServer.builder()
            .noHttp()
            .dataDirectory(directory)
            .plugin(new PagerPlugin(pages))
            .start()) {
      Caller caller = Caller.trusted("billing").withIdempotencyKey("invoice-17");
      IncomingDraft message = IncomingDraft.forPlugin("pager");
      assertThat(create(server.agent(), caller, message)).isEqualTo("taken");
      assertThat(create(server.agent(), caller, message)).isEqualTo("taken");
      assertThat(create(server.agent(), caller, message.withContent("other")))
          .startsWith("IDEMPOTENCY_KEY_REUSED");
      assertThat(create(server.agent(), caller, IncomingDraft.forPlugin("fax")))
          .startsWith("PLUGIN_NOT_INSTALLED");
    }
  }

  private static String create(MessagingAgent agent, Caller caller, IncomingDraft message) {
    try {
      agent.createMessage(caller, message);
      return "taken";
    } catch (TryAgainException e) {
      return "nothing was stored; the same call may succeed in a moment";
    } catch (OutcomeUnknownException e) {
      return "it may have been stored; repeated under the same key it counts once";
    } catch (MessagingException e) {
      return e.code() + ": it would be refused again, since " + e.getMessage();
    }
  }

  private void callOverSoap(URI address) throws Exception {
    RawSoap soap = new RawSoap();
    String ticket = soap.logOn(address, "crm", "a long password");
    soap.createMessage(address, ticket, Envelopes.Incoming.to("pager", "hello"), Optional.empty())
        .requireSuccess();
    Await.until("it is handled", () -> !pages.isEmpty());
  }

  static final class PagerPlugin implements MessagingPlugin {

    private final Queue<String> pages;

    PagerPlugin(Queue<String> pages) {
      this.pages = pages;
    }

    @Override
    public String name() {
      return "pager";
    }

    @Override
    public Channel open(PluginContext context) {
      return (IncomingHandler)
          message -> {
            pages.add(message.from() + ": " + message.content());
            return HandleOutcome.handled();
          };
    }
  }

  static final class Counter implements MessageListener {

    private final AtomicLong handled;

    Counter(AtomicLong handled) {
      this.handled = handled;
    }

    @Override
    public void handled(Handled event) {
      handled.incrementAndGet();
    }
  }
}
