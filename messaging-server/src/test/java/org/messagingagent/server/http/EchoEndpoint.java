package org.messagingagent.server.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.soap.SoapEndpoint;
import org.messagingagent.server.soap.SoapReply;
import org.messagingagent.server.soap.SoapRequest;
import org.messagingagent.server.soap.SoapService;

/** Answers each request with its own body, remembers it, and does what a test says besides. */
final class EchoEndpoint implements SoapEndpoint {

  private static final String XML = "text/xml; charset=utf-8";

  private final List<SoapRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Function<SoapRequest, SoapReply> behaviour =
      request -> new SoapReply(200, XML, request.body());

  List<SoapRequest> requests() {
    return requests;
  }

  void answerWith(Function<SoapRequest, SoapReply> other) {
    behaviour = other;
  }

  static SoapReply reply(int status, String body) {
    return new SoapReply(status, XML, body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public SoapReply answer(SoapRequest request) {
    requests.add(request);
    return behaviour.apply(request);
  }

  @Override
  public SoapReply fault(
      String contentType,
      int addressNumber,
      int httpStatus,
      ErrorCode code,
      String message,
      Map<String, String> parameters) {
    return reply(
        httpStatus, "<Fault number='%d'>%s %s</Fault>".formatted(addressNumber, code, message));
  }

  @Override
  public byte[] wsdl(SoapService service, int number, String address) {
    return "<definitions>%s %d %s</definitions>"
        .formatted(service, number, address)
        .getBytes(StandardCharsets.UTF_8);
  }
}
