package org.messagingagent.client;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import java.util.Map;
import org.messagingagent.wire.AuthenticateResponse;
import org.messagingagent.wire.AuthenticateUsernamePassword;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.CreateMessageResponse;
import org.messagingagent.wire.GetDeliveryStatus;
import org.messagingagent.wire.GetDeliveryStatusResponse;
import org.messagingagent.wire.GetPlugins;
import org.messagingagent.wire.GetPluginsResponse;
import org.messagingagent.wire.SendMessages;
import org.messagingagent.wire.SendMessagesResponse;
import org.messagingagent.wire.SendMessagesWithConfig;
import org.messagingagent.wire.SendMessagesWithConfigResponse;
import org.messagingagent.wire.SetDeliveryStatus;
import org.messagingagent.wire.SetDeliveryStatusResponse;
import org.messagingagent.wire.SoExceptionInfo;
import org.xml.sax.ContentHandler;

/** The carriers of the contract as XML and back, always in the canonical namespace. */
final class WireBinding {

  /** Safe for use by many threads; takes some 100 ms to make, so it is made once, when needed. */
  private static final JAXBContext CONTEXT = createContext();

  private WireBinding() {}

  static void write(Object carrier, ContentHandler handler) throws JAXBException {
    Marshaller marshaller = CONTEXT.createMarshaller();
    marshaller.setProperty(Marshaller.JAXB_FRAGMENT, true);
    marshaller.marshal(carrier, handler);
  }

  /**
   * Reads the element that the reader stands on, and goes past it.
   *
   * @return null where the element is nil
   */
  static <T> T read(ReplyStream reader, Class<T> type) throws JAXBException {
    var element = CONTEXT.createUnmarshaller().unmarshal(reader, type);
    return element.isNil() ? null : element.getValue();
  }

  private static JAXBContext createContext() {
    // the provider is looked up through the context class loader, which is anybody's
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(WireBinding.class.getClassLoader());
    try {
      return JAXBContext.newInstance(
          new Class<?>[] {
            AuthenticateResponse.class,
            AuthenticateUsernamePassword.class,
            CreateMessage.class,
            CreateMessageResponse.class,
            GetDeliveryStatus.class,
            GetDeliveryStatusResponse.class,
            GetPlugins.class,
            GetPluginsResponse.class,
            SendMessages.class,
            SendMessagesResponse.class,
            SendMessagesWithConfig.class,
            SendMessagesWithConfigResponse.class,
            SetDeliveryStatus.class,
            SetDeliveryStatusResponse.class,
            SoExceptionInfo.class
          },
          Map.of());
    } catch (JAXBException e) {
      throw new IllegalStateException(
          "The XML binding cannot start; is a Jakarta XML Binding 4 runtime on the class path?", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
