package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.xml.ws.Holder;
import jakarta.xml.ws.Service;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.wire.AuthenticateResponse;
import org.messagingagent.wire.AuthenticateUsernamePassword;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.GetPlugins;
import org.messagingagent.wire.IncomingMessage;
import org.messagingagent.wire.Messaging;
import org.messagingagent.wire.Namespaces;
import org.messagingagent.wire.ProviderInfo;
import org.messagingagent.wire.SoCredentials;
import org.messagingagent.wire.SoExceptionInfo;
import org.messagingagent.wire.SoExtraInfo;
import org.messagingagent.wire.SoPrincipal;
import org.messagingagent.wire.SoTimeZone;

/** A JAX-WS client, made of the WSDL and the service interfaces, is understood and understands. */
class WireClientTest {

  private final Endpoint endpoint = new Endpoint();
  private final Holder<SoExceptionInfo> exceptionInfo = new Holder<>();
  private final Holder<SoExtraInfo> extraInfo = new Holder<>();
  private final Holder<Boolean> succeeded = new Holder<>();
  private final Holder<SoTimeZone> timeZone = new Holder<>();
  private HttpServer http;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    for (SoapService service : SoapService.values()) {
      http.createContext("/" + service.serviceName(), exchange -> answer(service, exchange));
    }
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private void answer(SoapService service, HttpExchange exchange) throws IOException {
    SoapReply reply =
        exchange.getRequestMethod().equals("GET")
            ? new SoapReply(
                200, "text/xml; charset=utf-8", endpoint.soap().wsdl(service, 87, url(service)))
            : endpoint
                .soap()
                .answer(
                    new SoapRequest(
                        service,
                        87,
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestBody().readAllBytes(),
                        Optional.empty()));
    exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    exchange.sendResponseHeaders(reply.status(), reply.body().length);
    exchange.getResponseBody().write(reply.body());
    exchange.close();
  }

  private String url(SoapService service) {
    return "http://127.0.0.1:%d/%s".formatted(http.getAddress().getPort(), service.serviceName());
  }

  private Messaging messaging() throws MalformedURLException {
    return service(SoapService.MESSAGING).getPort(Messaging.class);
  }

  private SoPrincipal principal() throws MalformedURLException {
    return service(SoapService.SO_PRINCIPAL).getPort(SoPrincipal.class);
  }

  private Service service(SoapService service) throws MalformedURLException {
    return Service.create(
        URI.create(url(service) + "?singleWsdl").toURL(),
        new QName(Namespaces.SERVICE, "Wcf%sService".formatted(service.serviceName())));
  }

  private static SoCredentials credentials() {
    SoCredentials credentials = new SoCredentials();
    credentials.ticket = "7T:ticket";
    return credentials;
  }

  @Test
  void aMessageArrivesAndItsReplyComesWithTheHeaders() throws MalformedURLException {
    CreateMessage request = new CreateMessage();
    request.incomingMessage = new IncomingMessage();
    request.incomingMessage.content = "a\rb <c> \uD83D\uDE00";
    request.incomingMessage.plugin = "file";

    messaging()
        .createMessage(
            request, "app", credentials(), exceptionInfo, extraInfo, succeeded, timeZone);

    assertThat(succeeded.value).isTrue();
    assertThat(exceptionInfo.value).isNull();
    assertThat(endpoint.agent.onlyCall().caller().ticket()).isEqualTo("7T:ticket");
    assertThat(endpoint.agent.onlyCall().caller().applicationToken()).isEqualTo("app");
    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(new IncomingDraft("", "", "a\rb <c> \uD83D\uDE00", "", "", "file"));
  }

  @Test
  void pluginsComeAsCarriers() throws MalformedURLException {
    List<ProviderInfo> plugins =
        messaging()
            .getPlugins(
                new GetPlugins(),
                null,
                credentials(),
                exceptionInfo,
                extraInfo,
                succeeded,
                timeZone)
            .response;

    assertThat(plugins).extracting(plugin -> plugin.name).containsExactly("file", "discard");
    assertThat(plugins.get(0).supportedMessagingFormats).containsExactly("text", "html");
    assertThat(plugins.get(0).supportsConfig).isTrue();
  }

  @Test
  void aLogOnGivesATicketAndAWrongPasswordNone() throws MalformedURLException {
    SoPrincipal client = principal();

    assertThat(logOn(client, "right").credentials.ticket).isEqualTo(RecordingAgent.TICKET);
    AuthenticateResponse refused = logOn(client, "wrong");
    assertThat(refused.authenticationSucceeded).isFalse();
    assertThat(refused.credentials).isNull();
    assertThat(succeeded.value).isTrue();
  }

  private AuthenticateResponse logOn(SoPrincipal client, String password) {
    AuthenticateUsernamePassword request = new AuthenticateUsernamePassword();
    request.userName = "ann";
    request.password = password;
    return client.authenticateUsernamePassword(
        request, null, exceptionInfo, extraInfo, succeeded, timeZone);
  }

  @Test
  void aRefusalIsASoapFaultWithItsMessage() throws MalformedURLException {
    endpoint.agent.failWith(
        new MessagingException(ErrorCode.NOT_AUTHENTICATED, "The ticket is not known: log on."));
    Messaging client = messaging();

    assertThatThrownBy(
            () ->
                client.getPlugins(
                    new GetPlugins(), null, null, exceptionInfo, extraInfo, succeeded, timeZone))
        .asInstanceOf(type(SOAPFaultException.class))
        .satisfies(
            fault -> {
              assertThat(fault.getFault().getFaultString())
                  .isEqualTo("The ticket is not known: log on.");
              assertThat(fault.getFault().getDetail().getTextContent())
                  .contains("NOT_AUTHENTICATED");
            });
  }
}
