package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.http;
import static org.messagingagent.client.ScriptedServer.plugins;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client writes, and how much of what servers write it understands. */
@Timeout(60)
class SoapVersionTest {

  private static final String SERVICE = "http://www.superoffice.net/ws/crm/NetServer/Services87";
  private static final String FAILED_IN_HEADER =
      """
      <e:Envelope xmlns:e="%s" xmlns:h="%s" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">%s\
      <h:ExceptionInfo><h:Message>No</h:Message><h:StackTrace i:nil="true"/>\
      <h:FriendlyText i:nil="true"/><h:ExceptionType>System.ArgumentException</h:ExceptionType>\
      <h:InnerException i:nil="true"/><h:Parameters i:nil="true"/></h:ExceptionInfo>\
      <h:ExtraInfo i:nil="true"/><h:Succeeded>false</h:Succeeded><h:TimeZone i:nil="true"/>%s\
      <e:Body><GetPluginsResponse xmlns="%s"><Response i:nil="true"/></GetPluginsResponse></e:Body>\
      </e:Envelope>""";

  private static MessagingClient client(ScriptedServer server, SoapVersion version) {
    return MessagingClient.builder(server.url()).ticket("7T:x").soapVersion(version).build();
  }

  @Test
  void theVersionDecidesOnTheEnvelopeAndTheContentType() {
    try (ScriptedServer server = new ScriptedServer().otherwise(plugins());
        MessagingClient older = client(server, SoapVersion.SOAP_1_1);
        MessagingClient newer = client(server, SoapVersion.SOAP_1_2)) {
      older.getPlugins();
      newer.getPlugins();
      ScriptedServer.Request first = server.requests.get(0);
      ScriptedServer.Request second = server.requests.get(1);
      assertThat(first.body()).contains("\"http://schemas.xmlsoap.org/soap/envelope/\"");
      assertThat(first.headers().getFirst("Content-Type")).isEqualTo("text/xml; charset=utf-8");
      assertThat(second.body()).contains("\"http://www.w3.org/2003/05/soap-envelope\"");
      assertThat(second.headers().getFirst("Content-Type"))
          .isEqualTo(
              "application/soap+xml; charset=utf-8; action=\""
                  + SERVICE
                  + "/Messaging/GetPlugins\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope"
      })
  void anErrorUnderStatus200IsFoundInAHeaderAndBesideIt(String soap) {
    Map<String, String> type = Map.of("Content-Type", "text/xml");
    String inHeader =
        FAILED_IN_HEADER.formatted(soap, SERVICE, "<e:Header>", "</e:Header>", SERVICE);
    String beside = FAILED_IN_HEADER.formatted(soap, SERVICE, "", "", SERVICE);
    try (ScriptedServer server =
            new ScriptedServer().then(http(200, type, inHeader), http(200, type, beside));
        MessagingClient client = client(server, SoapVersion.SOAP_1_1)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(client::getPlugins)
            .isInstanceOfSatisfying(
                RejectedException.class,
                e -> assertThat(e.code()).isEqualTo("System.ArgumentException"));
      }
    }
  }

  @Test
  void aFailureThatSaysNothingMoreIsStillAFailure() {
    String bare =
        """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="%s" \
        xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Header><ExceptionInfo i:nil="true"/>\
        <Succeeded>false</Succeeded></s:Header><s:Body><GetPluginsResponse/></s:Body></s:Envelope>"""
            .formatted(SERVICE);
    try (ScriptedServer server =
            new ScriptedServer().then(http(200, Map.of("Content-Type", "text/xml"), bare));
        MessagingClient client = client(server, SoapVersion.SOAP_1_1)) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("did not say why");
    }
  }

  @Test
  void nilWhereverItIsAllowedIsEmpty() {
    String nil =
        """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="%s" \
        xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Header><ExceptionInfo i:nil="true"/>\
        <ExtraInfo i:nil="true"/><Succeeded>true</Succeeded><TimeZone i:nil="true"/></s:Header>\
        <s:Body><GetPluginsResponse><Response><ProviderInfo i:nil="true"/><ProviderInfo>\
        <TableRight i:nil="true"/><Name i:nil="true"/><SupportedMessagingFormats i:nil="true"/>\
        <SupportsConfig>false</SupportsConfig></ProviderInfo></Response></GetPluginsResponse>\
        </s:Body></s:Envelope>"""
            .formatted(SERVICE);
    try (ScriptedServer server =
            new ScriptedServer().then(http(200, Map.of("Content-Type", "text/xml"), nil));
        MessagingClient client = client(server, SoapVersion.SOAP_1_1)) {
      assertThat(client.getPlugins())
          .containsExactly(new PluginInfo("", java.util.List.of(), false));
    }
  }

  @Test
  void anAnswerIsReadInTheCharsetThatItNamesOrInItsOwn() {
    String answer =
        """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="%s"><s:Body>\
        <GetPluginsResponse><Response><ProviderInfo><Name>sm\u00F8s</Name></ProviderInfo></Response>\
        </GetPluginsResponse></s:Body></s:Envelope>"""
            .formatted(SERVICE);
    try (ScriptedServer server =
            new ScriptedServer()
                .then(
                    bytes("text/xml; charset=iso-8859-1", answer, StandardCharsets.ISO_8859_1),
                    bytes("text/xml; charset=\"UTF-8\"", "\uFEFF" + answer, StandardCharsets.UTF_8),
                    bytes("text/xml; charset=utf-16", answer, StandardCharsets.UTF_16),
                    bytes(
                        "text/xml",
                        "<?xml version='1.0' encoding='iso-8859-1'?>" + answer,
                        StandardCharsets.ISO_8859_1),
                    bytes("text/xml; charset=utf-8", answer, StandardCharsets.ISO_8859_1));
        MessagingClient client =
            MessagingClient.builder(server.url()).ticket("7T:x").retries(0).build()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.getPlugins().get(0).name()).isEqualTo("sm\u00F8s");
      }
      assertThatThrownBy(client::getPlugins)
          .as("what is not in the charset that it names")
          .isInstanceOf(MessagingClientException.class);
    }
  }

  private static ScriptedServer.Answer bytes(String type, String text, Charset charset) {
    return exchange -> {
      byte[] body = text.getBytes(charset);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }
}
