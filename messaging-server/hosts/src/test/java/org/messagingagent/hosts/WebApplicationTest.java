package org.messagingagent.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.MessagingClientException;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.hosts.busy.BusyApplication;
import org.messagingagent.hosts.containers.Container;
import org.messagingagent.hosts.containers.Jetty;
import org.messagingagent.hosts.containers.Tomcat;
import org.messagingagent.hosts.examples.war.MessagingApplication;

/**
 * The web application of {@code docs/hosts.md} in real containers, which have class loaders of
 * their own: deployed, called by SOAP over HTTP and undeployed again and again. How often says the
 * property {@code hosts.cycles}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WebApplicationTest {

  private static final int CYCLES = Integer.getInteger("hosts.cycles", 1);

  private static final long LONGEST_SECONDS = 20;

  @TempDir private Path directory;
  private Path data;
  private WebArchive archive;

  @BeforeEach
  void makeApplication() throws Exception {
    data = directory.resolve("data");
    archive =
        WebArchive.make(
            directory.resolve("war"), MessagingApplication.class, BusyApplication.class);
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
        Path war = archive.as(MessagingApplication.class, data);
        List<Long> metaspace = new ArrayList<>();
        long with = 0;
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
          Collected collected = new Collected(container.deploy(war));
          createMessage(container, "order " + cycle);
          awaitOrder(cycle);
          sendBrokenContent(container);
          with = Collected.metaspace();
          container.undeploy();
          assertCollected(collected, "cycle-%d-%s".formatted(cycle, type.getSimpleName()));
          metaspace.add(Collected.metaspace());
        }
        assertNothingIsLeftOfABusyApplication(container);
        metaspace.add(Collected.metaspace());
        assertNothingIsLeftOfAnApplicationThatDoesNotStart(container);
        System.out.printf(
            "%s: %d cycles and a busy one, each class loader collected; metaspace after each, in KiB: %s; with the"
                + " last application: %d%n",
            type.getSimpleName(),
            CYCLES,
            metaspace.stream().map(bytes -> bytes / 1024).toList(),
            with / 1024);
        long last = metaspace.get(CYCLES);
        assertThat(last - metaspace.get(0))
            .as("growth of the metaspace after the first cycle, of %s", metaspace)
            .isLessThan((with - last) / 5); // a fifth of what one application takes
        assertNothingIsLeft();
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Its plugin handles a message, and sends another one whose caller waits for the answer. */
  private void assertNothingIsLeftOfABusyApplication(Container container) throws Exception {
    Path own = directory.resolve("busy-data");
    Collected collected = new Collected(container.deploy(archive.as(BusyApplication.class, own)));
    try (MessagingClient client = client(container)) {
      client.createMessage(IncomingMessage.forPlugin("busy").build());
      CompletableFuture<List<DeliveryStatus>> sending =
          client.async().sendMessages("busy", List.of(OutgoingMessage.to("x").build()));
      await(() -> Files.exists(own.resolve("handling")) && Files.exists(own.resolve("sending")));
      long begin = System.nanoTime();
      container.undeploy();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      assertThat(sending.handle((done, failure) -> failure).get(20, TimeUnit.SECONDS))
          .isInstanceOf(MessagingClientException.class);
    }
    assertCollected(collected, "busy-" + container.getClass().getSimpleName());
  }

  private void assertNothingIsLeftOfAnApplicationThatDoesNotStart(Container container)
      throws Exception {
    Path file = Files.createFile(directory.resolve("no-directory"));
    Path failing = archive.as(BusyApplication.class, file);
    assertThatThrownBy(() -> container.deploy(failing)).isInstanceOf(Exception.class);
    Object reference = System.getProperties().remove(BusyApplication.LOADER);
    Object loader = ((Reference<?>) reference).get();
    if (loader != null) {
      Collected collected = new Collected((ClassLoader) loader);
      loader = null;
      assertCollected(collected, "failing-" + container.getClass().getSimpleName());
    }
  }

  private static void assertCollected(Collected collected, String name) throws Exception {
    if (!collected.within20Seconds()) {
      throw new AssertionError(
          "The class loader of %s is still there; see %s".formatted(name, Collected.dump(name)));
    }
  }

  private static MessagingClient client(Container container) {
    return MessagingClient.builder(container.address() + "/app/messaging")
        .user("crm", "a long password")
        .retries(0)
        .build();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private void createMessage(Container container, String text) {
    try (MessagingClient client = client(container)) {
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
    await(() -> Files.exists(orders) && lines(orders).size() == count);
    assertThat(lines(orders)).last().isEqualTo("order " + count);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
