package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingagent.wire.Namespaces;

class ConcurrencyTest {

  private static final int THREADS = 8;
  private static final int CALLS = 250;

  @Test
  void callersInManyThreadsVersionsAndContractsGetTheirOwnAnswers() throws Exception {
    Endpoint endpoint = new Endpoint();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> callers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread * CALLS;
        callers.add(
            () -> {
              for (int id = first; id < first + CALLS; id++) {
                askForOwnId(endpoint, id);
              }
              return null;
            });
      }
      for (Future<Void> caller : threads.invokeAll(callers)) {
        caller.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(endpoint.agent.calls()).hasSize(THREADS * CALLS - broken());
  }

  private static boolean isBroken(int id) {
    return id % 7 == 0;
  }

  private static int broken() {
    return (int) IntStream.range(0, THREADS * CALLS).filter(ConcurrencyTest::isBroken).count();
  }

  private static void askForOwnId(Endpoint endpoint, int id) {
    List<Integer> numbers = List.copyOf(Contract.NUMBERS);
    int number = numbers.get(id % numbers.size());
    String soap = id % 2 == 0 ? Endpoint.SOAP_11 : Endpoint.SOAP_12;
    boolean broken = isBroken(id);
    Answer answer =
        endpoint.send(
            SoapService.MESSAGING,
            "text/xml",
            Endpoint.envelope(
                soap,
                number,
                "<c:GetDeliveryStatus><c:MessagingIds><a:int>%d</a:int></c:MessagingIds>"
                        .formatted(id)
                    + (broken ? "<c:MessagingIds><a:int>x</a:int></c:MessagingIds>" : "")
                    + "</c:GetDeliveryStatus>"));

    assertThat(answer.envelope().getNamespaceURI()).isEqualTo(soap);
    if (broken) {
      assertThat(answer.isFault()).isTrue();
    } else {
      assertThat(answer.payload().getNamespaceURI()).isEqualTo(Namespaces.SERVICE_PREFIX + number);
      assertThat(answer.texts(number, "MessagingId")).containsExactly(Integer.toString(id));
    }
  }
}
