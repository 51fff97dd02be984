package org.messagingagent.server.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.messagingagent.server.EmbeddedCycle;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.support.Footprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a server that is embedded leaves anything behind, however often it starts and stops. */
@Command(
    name = "start-stop",
    mixinStandardHelpOptions = true,
    description =
        "Starts and stops an embedded server many times in this process; fails where threads, file"
            + " handles, heap or metaspace grow.")
final class StartStopBenchmark implements Callable<Integer> {

  /** Until then what is loaded once is loaded. */
  private static final int SETTLED = 10;

  private static final long MIB = 1024 * 1024;

  @Option(names = "--cycles", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}")
  private int cycles;

  @Option(
      names = "--redeploy",
      description = "Loads all classes anew each time, as where an application is deployed anew.")
  private boolean redeploy;

  @Option(names = "--here", hidden = true)
  private boolean here;

  @Override
  public Integer call() throws Exception {
    return here ? measured() : inAProcessOfItsOwn();
  }

  /**
   * The compiler keeps its profiles of our methods where classes are, and they grow for hundreds of
   * cycles: in a process whose compiler makes none, what grows is ours.
   */
  private int inAProcessOfItsOwn() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Benchmark.class.getName(),
                "start-stop",
                "--here",
                "--cycles=" + cycles));
    if (redeploy) {
      command.add("--redeploy");
    }
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private int measured() throws Exception {
    Path work = Bench.workDirectory("start-stop");
    Optional<Footprint> settled = Optional.empty();
    Footprint last = Footprint.now();
    System.out.printf("before the first: %s%n", last);
    for (int cycle = 1; cycle <= cycles; cycle++) {
      if (redeploy) {
        redeployed(work);
      } else {
        run(EmbeddedCycle.class, work);
      }
      if (cycle % 10 == 0 || cycle == cycles) {
        last = Footprint.now();
        System.out.printf("after %3d: %s%n", cycle, last);
        if (settled.isEmpty() && cycle >= SETTLED) {
          settled = Optional.of(last);
        }
      }
    }
    boolean flat = isFlat(settled.orElse(last), last);
    System.out.println(flat ? "Flat." : "Something grows.");
    return flat ? 0 : 1;
  }

  private static boolean isFlat(Footprint before, Footprint after) {
    return after.threads() <= before.threads()
        && after.files() <= before.files()
        && after.heap() <= before.heap() + MIB
        && after.metaspace() <= before.metaspace() + MIB / 2;
  }

  private static void redeployed(Path work) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      run(Class.forName(EmbeddedCycle.class.getName(), true, loader), work);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void run(Class<?> type, Path work) throws Exception {
    Object server = type.getConstructor(Path.class).newInstance(work.resolve("data"));
    try (AutoCloseable closing = (AutoCloseable) server) {
      URI address = (URI) ((Callable<?>) closing).call();
      logOn(address);
    }
  }

  private static void logOn(URI address) throws Exception {
    HttpURLConnection call =
        (HttpURLConnection)
            address.resolve("/Remote/Services87/SoPrincipal.svc").toURL().openConnection();
    call.setDoOutput(true);
    call.setRequestProperty("Content-Type", "text/xml; charset=utf-8");
    call.setRequestProperty("Connection", "close");
    String envelope =
        new Envelopes(87).soap11(Optional.empty(), Envelopes.logOn("crm", "correct horse"));
    call.getOutputStream().write(envelope.getBytes(UTF_8));
    String reply = new String(call.getInputStream().readAllBytes(), UTF_8);
    if (!reply.contains("7T:")) {
      throw new IllegalStateException("The log-on failed: " + reply);
    }
  }
}
