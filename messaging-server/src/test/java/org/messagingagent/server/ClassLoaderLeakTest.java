package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.support.Await;

/** The server in a class loader of its own, as in an application that comes and goes. */
@Timeout(120)
class ClassLoaderLeakTest {

  private static final List<String> HTTP = List.of("/jetty-", "/jakarta.servlet-api");

  @TempDir private Path directory;

  @Test
  void serverThatWasStoppedKeepsNoneOfItsClassesInMemory() throws Exception {
    for (int cycle = 0; cycle < 2; cycle++) {
      WeakReference<ClassLoader> loader = new WeakReference<>(startAndStop(cycle));
      Await.until(
          "the class loader is collected",
          () -> {
            System.gc();
            return loader.get() == null;
          });
    }
    assertThat(DriverManager.drivers().map(Driver::getClass).map(Class::getClassLoader))
        .allSatisfy(loader -> assertThat(loader).isNotInstanceOf(URLClassLoader.class));
  }

  @Test
  void classesOfTheApplicationsEntryCanBeLookedIntoWhereThereIsNoServletApi() throws Exception {
    try (URLClassLoader loader = loader(jar -> HTTP.stream().noneMatch(jar::contains))) {
      for (String name :
          List.of("MessagingServer", "MessagingServerBuilder", "agent.MessagingAgent")) {
        Class<?> type = Class.forName("org.messagingagent.server." + name, true, loader);
        assertThat(type.getDeclaredMethods()).isNotEmpty();
        assertThat(type.getClassLoader()).isSameAs(loader);
      }
    }
  }

  private ClassLoader startAndStop(int cycle) throws Exception {
    URLClassLoader loader = loader(jar -> !jar.contains("-testing-"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    // As a container does for the application.
    Thread.currentThread().setContextClassLoader(loader);
    try (loader) {
      Class<?> type = Class.forName("org.messagingagent.server.EmbeddedCycle", true, loader);
      Object server = type.getConstructor(Path.class).newInstance(directory.resolve("d" + cycle));
      try (AutoCloseable closing = (AutoCloseable) server) {
        assertThat(closing.getClass().getClassLoader()).isSameAs(loader);
        URI address = (URI) ((Callable<?>) server).call();
        assertThat(logOn(address)).contains("7T:");
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return loader;
  }

  private static String logOn(URI address) throws Exception {
    String envelope =
        new Envelopes(87).soap11(Optional.empty(), Envelopes.logOn("crm", "correct horse"));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve("/Remote/Services87/SoPrincipal.svc"))
                .header("Content-Type", "text/xml; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  /** All of the class path that passes, without anything from the test's own loader. */
  private static URLClassLoader loader(Predicate<String> jars) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (jars.test(entry)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
