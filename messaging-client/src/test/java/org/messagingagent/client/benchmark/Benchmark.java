package org.messagingagent.client.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.OutgoingMessage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A call of the client beside a bare POST of the same bytes by {@code java.net.http}, taking turns
 * in one run against a responder that does nothing else; and the first call of a fresh JVM.
 */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = "Measures what a call of the client costs beside a bare POST.")
public final class Benchmark implements Callable<Integer> {

  private static final String CONTENT = "x".repeat(1_000);

  @Option(names = "--rounds", defaultValue = "41", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--millis", defaultValue = "400", description = "Default: ${DEFAULT-VALUE}")
  private int millis;

  @Option(names = "--warmup", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(names = "--first-calls", defaultValue = "11", description = "Default: ${DEFAULT-VALUE}")
  private int firstCalls;

  private static final AtomicInteger failures = new AtomicInteger();

  /** What a round came to, per call. */
  private record Cost(double micros, double cpuMicros) {}

  /** A call, made over and over. */
  private interface Work {
    void once() throws Exception;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    try (Child responder = Child.start(Responder.class)) {
      String url = "http://127.0.0.1:" + responder.firstLine();
      firstCall(url);
      for (int threads : new int[] {1, 32}) {
        compare(url, threads, false);
        compare(url, threads, true);
      }
      print("failures of bare requests", "%d", failures.get());
    }
    return 0;
  }

  private void firstCall(String url) throws IOException {
    List<Double> making = new ArrayList<>();
    List<Double> calling = new ArrayList<>();
    for (int i = 0; i < firstCalls; i++) {
      try (Child child = Child.start(FirstCall.class, url)) {
        String[] both = child.firstLine().split(" ");
        making.add(Double.valueOf(both[0]));
        calling.add(Double.valueOf(both[1]));
      }
    }
    print("fresh JVM: making the client", "%.0f ms, most %.0f", median(making), most(making));
    print("fresh JVM: first call, log-on", "%.0f ms, most %.0f", median(calling), most(calling));
  }

  private void compare(String url, int threads, boolean sends) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = sends ? sameSend(url) : sameBytes(url);
    IncomingMessage message =
        IncomingMessage.forPlugin("file").from("+47").to("1").content(CONTENT).build();
    try (MessagingClient client = MessagingClient.builder(url).ticket("7T:benchmark").build()) {
      Work bare = () -> http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      List<OutgoingMessage> outgoing =
          List.of(OutgoingMessage.to("+47").from("1").content(CONTENT).build());
      Work ours =
          sends ? () -> client.sendMessages("file", outgoing) : () -> client.createMessage(message);
      run(bare, threads, warmUp * 1000);
      run(ours, threads, warmUp * 1000);
      List<Cost> bareCosts = new ArrayList<>();
      List<Cost> ourCosts = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        bareCosts.add(run(bare, threads, millis));
        ourCosts.add(run(ours, threads, millis));
      }
      print(
          threads,
          sends,
          "time",
          bareCosts.stream().map(Cost::micros).toList(),
          ourCosts.stream().map(Cost::micros).toList());
      print(
          threads,
          sends,
          "CPU",
          bareCosts.stream().map(Cost::cpuMicros).toList(),
          ourCosts.stream().map(Cost::cpuMicros).toList());
    }
  }

  /** What the client sends, as near as it can be written down. */
  private static HttpRequest sameBytes(String url) {
    return post(
        url,
        "CreateMessage",
        """
        <m:CreateMessage><m:IncomingMessage><m:To>1</m:To><m:From>+47</m:From>\
        <m:Content>%s</m:Content><m:Format></m:Format><m:SessionKey></m:SessionKey>\
        <m:Plugin>file</m:Plugin></m:IncomingMessage></m:CreateMessage>""");
  }

  private static HttpRequest sameSend(String url) {
    return post(
        url,
        "SendMessages",
        """
        <m:SendMessages><m:Plugin>file</m:Plugin><m:OutgoingMessages><m:OutgoingMessage>\
        <m:From>1</m:From><m:To>+47</m:To><m:Content>%s</m:Content><m:Format></m:Format>\
        <m:SuggestedSessionKey></m:SuggestedSessionKey></m:OutgoingMessage>\
        </m:OutgoingMessages></m:SendMessages>""");
  }

  private static HttpRequest post(String url, String operation, String request) {
    String namespace = "http://www.superoffice.net/ws/crm/NetServer/Services87";
    String body =
        """
        <?xml version="1.0" encoding="UTF-8"?>\
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="%s" \
        xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><s:Header>\
        <m:Credentials><m:Ticket>7T:benchmark</m:Ticket></m:Credentials></s:Header><s:Body>%s\
        </s:Body></s:Envelope>"""
            .formatted(namespace, request.formatted(CONTENT));
    return HttpRequest.newBuilder(URI.create(url + "/Remote/Services87/Messaging.svc"))
        .header("Content-Type", "text/xml; charset=utf-8")
        .header("Accept", "text/xml, application/soap+xml")
        .header("SOAPAction", '"' + namespace + "/Messaging/" + operation + '"')
        .header("Idempotency-Key", "3f2a7c1e-6d1b-4a53-9a52-0d9f1d6f6a11")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static Cost run(Work work, int threads, int millis) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long cpu = processCpu();
      long begin = System.nanoTime();
      long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(
            pool.submit(
                () -> {
                  long made = 0;
                  while (System.nanoTime() < end) {
                    try {
                      work.once();
                    } catch (IOException e) {
                      failures.incrementAndGet(); // the bare one has no repeats
                    }
                    made++;
                  }
                  return made;
                }));
      }
      long calls = 0;
      for (Future<Long> count : counts) {
        calls += count.get();
      }
      double micros = (System.nanoTime() - begin) / 1e3 / calls;
      return new Cost(micros, (processCpu() - cpu) / 1e3 / calls);
    } finally {
      pool.shutdownNow();
    }
  }

  private static long processCpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(
      int threads, boolean sends, String what, List<Double> bare, List<Double> ours) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < bare.size(); i++) {
      ratios.add(ours.get(i) / bare.get(i));
    }
    print(
        "%s, %d threads, %s".formatted(sends ? "SendMessages" : "CreateMessage", threads, what),
        "bare %.1f us, client %.1f us; ratio of each pair of rounds: median %.2f, middle half %.2f to"
            + " %.2f",
        median(bare),
        median(ours),
        median(ratios),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75));
  }

  private static void print(String what, String format, Object... values) {
    System.out.printf(Locale.ROOT, "%-36s " + format + "%n", prepend(what, values));
  }

  private static Object[] prepend(Object first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  private static double quantile(List<Double> values, double part) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * part)];
  }

  private static double most(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
