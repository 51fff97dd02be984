package org.messagingagent.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.hosts.containers.Container;
import org.messagingagent.hosts.containers.Jetty;
import org.messagingagent.hosts.containers.Tomcat;

/**
 * The web application of {@code docs/hosts.md} in real containers, which have class loaders of
 * their own: deployed, called by SOAP over HTTP and undeployed again and again. How often says the
 * property {@code hosts.cycles}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WebApplicationTest {

  private static final int CYCLES = Integer.getInteger("hosts.cycles", 3);

  private static final long LONGEST_SECONDS = 20;

  @TempDir private Path directory;
  private Path data;
  private Path war;

  @BeforeEach
  void makeApplication() throws Exception {
    data = directory.resolve("data");
    war = directory.resolve("war");
    WebArchive.make(war, data);
  }

  @Test
  void applicationInTomcatHandlesMessagesAndLeavesNothingBehind() throws Exception {
    deployAndUndeploy(
        Tomcat.class, ClassPaths.ofTests("tomcat-embed-core", "jakarta.annotation-api"));
  }

  @Test
  void applicationInJettyHandlesMessagesAndLeavesNothingBehind() throws Exception {
    deployAndUndeploy(
        Jetty.class,
        ClassPaths.ofTests(
            "jakarta.servlet-api",
            "slf4j-api",
            "jetty-ee10-servlet",
            "jetty-ee10-webapp",
            "jetty-ee-webapp",
            "jetty-http",
            "jetty-io",
            "jetty-security",
            "jetty-server",
            "jetty-session",
            "jetty-util",
            "jetty-xml"));
  }

  private void deployAndUndeploy(Class<? extends Container> type, List<Path> libraries)
      throws Exception {
    Path own = Files.createDirectories(directory.resolve("container"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (HostClassLoader loader = new HostClassLoader(libraries, type, Container.class)) {
      thread.setContextClassLoader(loader);
      try (Container container =
          (Container)
              Class.forName(type.getName(), true, loader)
                  .getDeclaredConstructor(Path.class)
                  .newInstance(own)) {
        List<Long> metaspace = new ArrayList<>();
        long with = 0;
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
          Collected collected = new Collected(container.deploy(war));
          createMessage(container, "order " + cycle);
          awaitOrder(cycle);
          sendBrokenContent(container);
          with = Collected.metaspace();
          container.undeploy();
          if (!collected.within20Seconds()) {
            throw new AssertionError(
                "The class loader of cycle %d is still there; see %s"
                    .formatted(cycle, Collected.dump("leak-" + type.getSimpleName())));
          }
          metaspace.add(Collected.metaspace());
        }
        System.out.printf(
            "%s: %d cycles, each class loader collected; metaspace after each, in KiB: %s; with the"
                + " last application: %d%n",
            type.getSimpleName(),
            CYCLES,
            metaspace.stream().map(bytes -> bytes / 1024).toList(),
            with / 1024);
        long last = metaspace.get(CYCLES - 1);
        assertThat(last - metaspace.get(Math.min(1, CYCLES - 1)))
            .as("growth of the metaspace after the second cycle, of %s", metaspace)
            .isLessThan((with - last) / 5); // a fifth of what one application takes
        assertNothingIsLeft();
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void createMessage(Container container, String text) {
    try (MessagingClient client =
        MessagingClient.builder(container.address() + "/app/messaging")
            .user("crm", "a long password")
            .build()) {
      client.createMessage(IncomingMessage.forPlugin("orders").content(text).build());
    }
  }

  /** Containers differ most in what they do with a request that fails under way. */
  private static void sendBrokenContent(Container container) throws IOException {
    String request =
        "POST /app/messaging/Remote/Services87/Messaging.svc HTTP/1.1\r\n"
            + "Host: here\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4\r\n<a/>\r\nxyz\r\n";
    try (Socket socket = new Socket("127.0.0.1", container.address().getPort())) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII)).endsWith(" 400");
    }
  }

  private void awaitOrder(int count) throws Exception {
    Path orders = data.resolve("orders.txt");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!Files.exists(orders) || Files.readAllLines(orders).size() < count) {
      assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    assertThat(Files.readAllLines(orders)).hasSize(count).last().isEqualTo("order " + count);
  }

  private static void assertNothingIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("messaging-"));
    assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(null, null))
        .extracting(Object::toString)
        .noneMatch(name -> name.contains("messaging") || name.contains("Hikari"));
  }
}
