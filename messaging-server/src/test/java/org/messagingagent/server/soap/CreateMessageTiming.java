package org.messagingagent.server.soap;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Prints the processor time of a CreateMessage of 1.6 kB from bytes to bytes, with an agent that
 * only takes notes. Run it by hand, with the test class path.
 */
public final class CreateMessageTiming {

  private static final int CALLS = 50_000;

  private CreateMessageTiming() {}

  public static void main(String[] args) {
    long begin = System.nanoTime();
    RecordingAgent agent = new RecordingAgent();
    SoapEndpoint endpoint = new MetroSoapEndpoint(agent, agent, false);
    System.out.printf("created in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    SoapRequest request = request();
    System.out.printf("request of %d bytes%n", request.body().length);
    answer(endpoint, request);
    System.out.printf("first answer after %d ms%n", (System.nanoTime() - begin) / 1_000_000);

    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 6; round++) {
      long before = thread.getCurrentThreadCpuTime();
      for (int call = 0; call < CALLS; call++) {
        answer(endpoint, request);
      }
      agent.forget();
      System.out.printf(
          "%.2f µs a call%s%n",
          (thread.getCurrentThreadCpuTime() - before) / 1000.0 / CALLS,
          round == 0 ? " (warm-up)" : "");
    }
  }

  private static void answer(SoapEndpoint endpoint, SoapRequest request) {
    SoapReply reply = endpoint.answer(request);
    if (reply.status() != 200) {
      throw new AssertionError(new String(reply.body(), StandardCharsets.UTF_8));
    }
  }

  private static SoapRequest request() {
    String message =
        Endpoint.createMessage(
            "<c:To>+4711111111</c:To><c:From>+4799999999</c:From><c:Content>%s</c:Content>"
                    .formatted("Lorem ipsum dolor sit amet. ".repeat(32))
                + "<c:Format>text</c:Format><c:SessionKey>s-1</c:SessionKey>"
                + "<c:Plugin>discard</c:Plugin>");
    return new SoapRequest(
        SoapService.MESSAGING,
        87,
        "text/xml; charset=utf-8",
        Endpoint.envelope(Endpoint.SOAP_11, 87, message).getBytes(StandardCharsets.UTF_8),
        Optional.empty());
  }
}
