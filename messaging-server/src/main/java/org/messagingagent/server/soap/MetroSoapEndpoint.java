package org.messagingagent.server.soap;

import static java.util.Objects.requireNonNull;
import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.xml.stream.XMLStreamException;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.PrincipalAgent;
import org.messagingagent.server.soap.PayloadBinding.BoundCall;
import org.messagingagent.server.soap.ReplyWriter.Dialect;
import org.messagingagent.server.soap.ReplyWriter.Refusal;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.wire.AuthenticateGeneric;
import org.messagingagent.wire.AuthenticateUsernamePassword;
import org.messagingagent.wire.AuthenticateWithAccessToken;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.GetDeliveryStatus;
import org.messagingagent.wire.SendMessages;
import org.messagingagent.wire.SendMessagesWithConfig;
import org.messagingagent.wire.SetDeliveryStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint with Metro's data binding. The envelope, its headers and Faults are read and written
 * here, in the caller's SOAP version and contract; the element in the Body is Metro's.
 */
public final class MetroSoapEndpoint implements SoapEndpoint {

  private static final Logger log = LoggerFactory.getLogger(MetroSoapEndpoint.class);

  private final MessagingOperations messaging;
  private final PrincipalOperations principal;
  private final boolean wrapExceptions;
  private final XmlReaders readers = new XmlReaders();
  private final ReplyWriter writer = new ReplyWriter();
  private final WsdlDocuments wsdls = new WsdlDocuments();

  /**
   * Made in the background: most of it is loading classes, for a third of a second, while a server
   * that starts has its store to open. In a thread of its own, which ends: what Metro leaves in a
   * thread would keep our classes in one that lives on.
   */
  private final CompletableFuture<PayloadBinding> binding =
      CompletableFuture.supplyAsync(
          MetroBinding::new, work -> DaemonThreads.named("soap-binding").newThread(work).start());

  /**
   * @param wrapExceptions whether a refused operation is answered by its empty reply with the
   *     exception info in the header, and HTTP 200; else by a Fault. What is malformed never
   *     reaches an operation and is always answered by a Fault
   */
  public MetroSoapEndpoint(
      MessagingAgent messaging, PrincipalAgent principal, boolean wrapExceptions) {
    this.messaging = new MessagingOperations(requireNonNull(messaging, "messaging is null"));
    this.principal = new PrincipalOperations(requireNonNull(principal, "principal is null"));
    this.wrapExceptions = wrapExceptions;
  }

  @Override
  public SoapReply answer(SoapRequest request) {
    RequestReader reader = new RequestReader(request);
    try {
      return answer(reader);
    } catch (MessagingException e) {
      return refuse(
          reader, new Refusal(e.code(), e.getMessage(), e.parameters(), request.service()));
    } catch (RuntimeException | XMLStreamException e) {
      return refuse(reader, failure(request.service(), e));
    }
  }

  private SoapReply answer(RequestReader reader) throws XMLStreamException {
    PayloadReader payload = reader.read(readers);
    Operation operation = reader.operation().orElseThrow();
    BoundCall call = binding.join().read(operation, payload);
    if (payload.getEventType() != END_DOCUMENT) {
      throw new IllegalStateException("The request was not read to its end");
    }
    Object reply = call(operation, reader.caller(), call.request(), reader.number());
    return writer.success(dialect(reader), out -> call.writeReply(reply, out));
  }

  private Object call(Operation operation, Caller caller, Object request, int contract) {
    return switch (operation) {
      case CREATE_MESSAGE -> messaging.createMessage(caller, (CreateMessage) request);
      case GET_DELIVERY_STATUS -> messaging.getDeliveryStatus(caller, (GetDeliveryStatus) request);
      case SET_DELIVERY_STATUS -> messaging.setDeliveryStatus(caller, (SetDeliveryStatus) request);
      case SEND_MESSAGES -> messaging.sendMessages(caller, (SendMessages) request);
      case SEND_MESSAGES_WITH_CONFIG ->
          messaging.sendMessagesWithConfig(caller, (SendMessagesWithConfig) request);
      case GET_PLUGINS -> messaging.getPlugins(caller, contract);
      case GET_SYSTEM_INFO -> principal.getSystemInfo();
      case AUTHENTICATE_IMPLICIT -> principal.authenticateImplicit(caller);
      case AUTHENTICATE_USERNAME_PASSWORD ->
          principal.authenticateUsernamePassword(caller, (AuthenticateUsernamePassword) request);
      case AUTHENTICATE_GENERIC ->
          principal.authenticateGeneric(caller, (AuthenticateGeneric) request);
      case AUTHENTICATE_WITH_ACCESS_TOKEN ->
          principal.authenticateWithAccessToken(caller, (AuthenticateWithAccessToken) request);
    };
  }

  private SoapReply refuse(RequestReader reader, Refusal refusal) {
    try {
      boolean reachedOperation =
          reader.operation().isPresent() && refusal.code() != ErrorCode.MALFORMED_REQUEST;
      if (wrapExceptions && reachedOperation) {
        return writer.wrapped(dialect(reader), reader.operation().get(), refusal);
      }
      return writer.fault(dialect(reader), reader.version().httpStatus(refusal.code()), refusal);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("A refusal could not be written", e);
    }
  }

  /** A failure of our own: the caller learns a reference, the log the rest. */
  private static Refusal failure(SoapService service, Exception e) {
    String reference = UUID.randomUUID().toString();
    log.error("A request to {} failed; reference {}", service.serviceName(), reference, e);
    return new Refusal(
        ErrorCode.INTERNAL_ERROR,
        "The service failed. Its log says why under reference %s: give that to its operator."
            .formatted(reference),
        Map.of("Reference", reference),
        service);
  }

  @Override
  public SoapReply fault(
      String contentType,
      int addressNumber,
      int httpStatus,
      ErrorCode code,
      String message,
      Map<String, String> parameters) {
    try {
      return writer.fault(
          new Dialect(SoapVersion.ofContentType(contentType), addressNumber),
          httpStatus,
          new Refusal(code, message, parameters, SoapService.MESSAGING));
    } catch (XMLStreamException e) {
      throw new IllegalStateException("A fault could not be written", e);
    }
  }

  @Override
  public byte[] wsdl(SoapService service, int number, String address) {
    return wsdls.document(service, number, address);
  }

  private static Dialect dialect(RequestReader reader) {
    return new Dialect(reader.version(), reader.number());
  }
}
