package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/** How a plugin answers its gateway's requests. */
interface CallbackContract extends PluginUnderTest {

  @Test
  default void takesNothingFromStrangers(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      CallbackHandler handler = subject.as(CallbackHandler.class);
      for (CallbackRequest request : strangers()) {
        CallbackResponse response = handler.answer(request);
        assertThat(response).as("what %s is answered", request).isNotNull();
        assertThat(response.status())
            .as("the status of %s, which nobody signed", request)
            .isBetween(400, 499);
      }
      assertThat(subject.context().submitted()).as("what strangers brought").isEmpty();
      assertThat(subject.context().reported()).as("what strangers reported").isEmpty();
    }
  }

  @Test
  default void reportsWhatTheGatewayReports(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      CallbackHandler handler = subject.as(CallbackHandler.class);
      CallbackRequest request = receipt("id-1").orElseGet(() -> abort("The test has no receipt()"));
      assertTaken(handler.answer(request));
      assertThat(subject.context().reported())
          .extracting(DeliveryReport::externalId, DeliveryReport::status)
          .containsExactly(
              org.assertj.core.api.Assertions.tuple("id-1", DeliveryReport.Status.RECEIVED));
      assertTaken(handler.answer(request));
    }
  }

  @Test
  default void submitsWhatTheGatewayBringsOnce(@TempDir Path directory) throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      CallbackHandler handler = subject.as(CallbackHandler.class);
      CallbackRequest request = arrival("in-1").orElseGet(() -> abort("The test has no arrival()"));
      assertTaken(handler.answer(request));
      assertTaken(handler.answer(request));
      assertThat(subject.context().submitted())
          .as("what was submitted when the gateway called twice")
          .hasSize(1)
          .allMatch(message -> message.gatewayId().equals(Optional.of("in-1")));
    }
  }

  @Test
  default void letsTheGatewayCallAgainWhereNothingWasTaken(@TempDir Path directory)
      throws Exception {
    try (Subject subject = Subject.open(this, directory)) {
      CallbackHandler handler = subject.as(CallbackHandler.class);
      CallbackRequest request =
          receipt("id-1")
              .or(() -> arrival("in-1"))
              .orElseGet(() -> abort("The test has no receipt() and no arrival()"));
      subject.context().refuseSubmissions("The disk is full", true);
      int status;
      try {
        status = handler.answer(request).status();
      } catch (SubmissionException e) {
        status = 503; // what the server makes of it
      }
      assertThat(status).as("the status while the disk is full").isGreaterThanOrEqualTo(500);
    }
  }

  /** Requests that anybody may send who knows the address. */
  private List<CallbackRequest> strangers() throws Exception {
    InetAddress stranger = InetAddress.getByName("192.0.2.77");
    byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
    List<CallbackRequest> requests = new ArrayList<>();
    requests.add(new CallbackRequest("GET", "/", "", Map.of(), new byte[0], stranger, false));
    requests.add(new CallbackRequest("POST", "/", "", Map.of(), nonsense, stranger, false));
    for (CallbackRequest right :
        List.of(receipt("id-1"), arrival("in-1")).stream().flatMap(Optional::stream).toList()) {
      Map<String, List<String>> unsigned = new HashMap<>();
      right.header("Content-Type").ifPresent(type -> unsigned.put("Content-Type", List.of(type)));
      requests.add(
          new CallbackRequest(
              right.method(), right.path(), "", unsigned, right.body(), stranger, false));
    }
    return requests;
  }

  private static void assertTaken(CallbackResponse response) {
    assertThat(response).as("what the gateway is answered").isNotNull();
    assertThat(response.status()).as("the status for the gateway").isBetween(200, 299);
  }
}
