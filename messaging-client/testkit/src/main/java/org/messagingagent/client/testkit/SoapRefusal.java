package org.messagingagent.client.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingagent.wire.Namespaces;

/** Writes refusals as the server does: in the caller's contract and version of SOAP. */
final class SoapRefusal {

  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final Set<String> OF_THE_SERVER =
      Set.of("TRY_AGAIN", "OUTCOME_UNKNOWN", "INTERNAL_ERROR");
  private static final int DEFAULT_CONTRACT = 87;

  private SoapRefusal() {}

  /**
   * The answer to a request.
   *
   * @param wrapExceptions whether the whole server wraps what it refuses
   */
  static HttpAnswer answer(Fault.Refusal refusal, SoapPeek request, boolean wrapExceptions) {
    boolean soap12 = request.version().equals("1.2");
    int contract = request.contract() == 0 ? DEFAULT_CONTRACT : request.contract();
    String namespace = Namespaces.SERVICE_PREFIX + contract;
    boolean busy = refusal.retryAfter().isPresent();
    // A server that is too busy to look at a request does not know its operation.
    boolean wrapped =
        !request.element().isEmpty() && (refusal.wrapped() || wrapExceptions && !busy);
    String body =
        wrapped ? emptyReply(request.element(), namespace) : fault(refusal, namespace, soap12);
    String envelope =
        """
        <s:Envelope xmlns:s="%s" xmlns:i="%s"><s:Header>%s%s\
        <Succeeded xmlns="%s">false</Succeeded>%s</s:Header><s:Body>%s</s:Body></s:Envelope>"""
            .formatted(
                soap12 ? SoapPeek.SOAP_12 : SoapPeek.SOAP_11,
                XSI,
                info("ExceptionInfo", refusal, namespace),
                contract > 73 ? nil("ExtraInfo", namespace) : "",
                namespace,
                nil("TimeZone", namespace),
                body);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "Content-Type", soap12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8");
    headers.put("Accept-Idempotency-Key", "true"); // the server's, with each answer
    refusal.retryAfter().ifPresent(time -> headers.put("Retry-After", Fault.seconds(time)));
    int status = wrapped ? 200 : busy ? 503 : soap12 && !ofTheServer(refusal) ? 400 : 500;
    return HttpAnswer.of(status, headers, envelope.getBytes(StandardCharsets.UTF_8));
  }

  private static String fault(Fault.Refusal refusal, String namespace, boolean soap12) {
    String detail = info("SoExceptionInfo", refusal, namespace);
    String message = escaped(refusal.message());
    if (soap12) {
      return """
          <s:Fault><s:Code><s:Value>s:%s</s:Value></s:Code><s:Reason><s:Text xml:lang="en">%s\
          </s:Text></s:Reason><s:Detail>%s</s:Detail></s:Fault>"""
          .formatted(ofTheServer(refusal) ? "Receiver" : "Sender", message, detail);
    }
    return """
        <s:Fault><faultcode>s:%s</faultcode><faultstring>%s</faultstring><detail>%s</detail>\
        </s:Fault>"""
        .formatted(ofTheServer(refusal) ? "Server" : "Client", message, detail);
  }

  private static String info(String name, Fault.Refusal refusal, String namespace) {
    return """
        <%1$s xmlns="%2$s" xmlns:i="%3$s"><Message>%4$s</Message><StackTrace i:nil="true"/>\
        <FriendlyText>%4$s</FriendlyText><ExceptionType>%5$s</ExceptionType>\
        <Source>Messaging</Source><InnerException i:nil="true"/><Parameters/></%1$s>"""
        .formatted(name, namespace, XSI, escaped(refusal.message()), escaped(refusal.code()));
  }

  private static String emptyReply(String element, String namespace) {
    String name = element.startsWith("Authenticate") ? "Authenticate" : element;
    return "<%sResponse xmlns=\"%s\"/>".formatted(name, namespace);
  }

  private static String nil(String name, String namespace) {
    return "<%s xmlns=\"%s\" i:nil=\"true\"/>".formatted(name, namespace);
  }

  private static boolean ofTheServer(Fault.Refusal refusal) {
    return OF_THE_SERVER.contains(refusal.code());
  }

  private static String escaped(String text) {
    String plain = text;
    for (List<String> pair :
        List.of(List.of("&", "&amp;"), List.of("<", "&lt;"), List.of(">", "&gt;"))) {
      plain = plain.replace(pair.get(0), pair.get(1));
    }
    return plain;
  }
}
