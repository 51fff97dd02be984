package org.messagingagent.server.soap;

import com.oracle.webservices.api.databinding.JavaCallInfo;
import com.sun.xml.ws.api.BindingID;
import com.sun.xml.ws.api.SOAPVersion;
import com.sun.xml.ws.api.databinding.Databinding;
import com.sun.xml.ws.api.databinding.DatabindingConfig;
import com.sun.xml.ws.api.databinding.DatabindingFactory;
import com.sun.xml.ws.api.databinding.EndpointCallBridge;
import com.sun.xml.ws.api.message.Packet;
import com.sun.xml.ws.message.AttachmentSetImpl;
import com.sun.xml.ws.message.stream.StreamMessage;
import com.sun.xml.ws.wsdl.DispatchException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.messagingagent.wire.Messaging;
import org.messagingagent.wire.Namespaces;
import org.messagingagent.wire.SoPrincipal;

/**
 * The binding by Metro's runtime model of the service interfaces. All of Metro is in this class.
 *
 * <p>Metro's data binding is used without its transports, codecs and tubes: those bind one SOAP
 * version and one namespace to an address and build a WSDL at start, and the envelope is read and
 * written here anyway. Metro looks its parts up by the thread's context class loader, so that is
 * set around each call of it.
 */
final class MetroBinding implements PayloadBinding {

  private final Databinding messaging;
  private final Databinding principal;
  private final Map<Operation, EndpointCallBridge> bridges = new ConcurrentHashMap<>();

  MetroBinding() {
    messaging = withOurLoader(() -> databinding(Messaging.class));
    principal = withOurLoader(() -> databinding(SoPrincipal.class));
  }

  private static Databinding databinding(Class<?> service) {
    DatabindingConfig config = new DatabindingConfig();
    config.setContractClass(service);
    config.setClassLoader(service.getClassLoader());
    config.setWSBinding(BindingID.SOAP11_HTTP.createBinding());
    config.getMappingInfo().setServiceName(new QName(Namespaces.SERVICE, service.getSimpleName()));
    return (Databinding) DatabindingFactory.newInstance().createRuntime(config);
  }

  @Override
  public BoundCall read(Operation operation, PayloadReader payload) {
    return withOurLoader(
        () -> {
          Packet packet =
              new Packet(
                  new StreamMessage(null, new AttachmentSetImpl(), payload, SOAPVersion.SOAP_11));
          EndpointCallBridge bridge = bridges.get(operation);
          if (bridge == null) {
            bridge = bridge(operation, packet);
            bridges.put(operation, bridge);
          }
          return new MetroCall(bridge, bridge.deserializeRequest(packet));
        });
  }

  private EndpointCallBridge bridge(Operation operation, Packet packet) {
    Databinding databinding =
        switch (operation.service()) {
          case MESSAGING -> messaging;
          case SO_PRINCIPAL -> principal;
        };
    try {
      return databinding.getEndpointBridge(packet);
    } catch (DispatchException e) {
      throw new IllegalStateException("The service interface lacks " + operation, e);
    }
  }

  private record MetroCall(EndpointCallBridge bridge, JavaCallInfo call) implements BoundCall {

    @Override
    public Object request() {
      return call.getParameters()[0];
    }

    @Override
    public void writeReply(Object reply, XMLStreamWriter writer) throws XMLStreamException {
      withOurLoader(
          () -> {
            call.setReturnValue(reply);
            bridge.serializeResponse(call).getMessage().writePayloadTo(writer);
            return reply;
          });
    }
  }

  private interface Work<T, E extends Exception> {
    T run() throws E;
  }

  private static <T, E extends Exception> T withOurLoader(Work<T, E> work) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(MetroBinding.class.getClassLoader());
    try {
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
