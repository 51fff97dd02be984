package org.messagingagent.server.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * The yardstick: Jetty's core with a handler that reads the request's body and answers a constant
 * of about the size of a CreateMessage reply. Run in a process of its own.
 */
final class BareJetty {

  private static final byte[] ANSWER =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>\
      <h:ExceptionInfo xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services87" \
      xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>\
      <h:ExtraInfo xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services87" \
      xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>\
      <h:Succeeded xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services87">true</h:Succeeded>\
      </s:Header><s:Body><CreateMessageResponse \
      xmlns="http://www.superoffice.net/ws/crm/NetServer/Services87"/></s:Body></s:Envelope>
      """
          .getBytes(StandardCharsets.UTF_8);

  private BareJetty() {}

  private static final class Constant extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      Content.Source.consumeAll(request);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml; charset=utf-8");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, ANSWER.length);
      response.write(true, ByteBuffer.wrap(ANSWER), callback);
      return true;
    }
  }

  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    server.addConnector(connector);
    server.setHandler(new Constant());
    server.start();
    System.out.println("Bare Jetty ready at http://127.0.0.1:" + connector.getLocalPort());
    server.join();
  }
}
