package org.messagingagent.server.e2e;

import java.util.List;
import java.util.Optional;

/** Our own text for requests, written by hand: nothing here knows how the server reads XML. */
public final class Envelopes {

  private static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
  private static final String ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

  private final int number;

  /**
   * @param number the contract's number, such as 87
   */
  public Envelopes(int number) {
    this.number = number;
  }

  /** An incoming message as a caller writes it. */
  public record Incoming(
      String to, String from, String content, String format, String sessionKey, String plugin) {

    /** A message without a session. */
    public static Incoming to(String plugin, String content) {
      return new Incoming("+4711", "+4722", content, "", "", plugin);
    }

    public Incoming inSession(String key) {
      return new Incoming(to, from, content, format, key, plugin);
    }
  }

  /** SOAP 1.1 with the ticket in a Header, as generated clients write it. */
  public String soap11(Optional<String> ticket, String body) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <s:Envelope xmlns:s="%s" xmlns:m="%s" xmlns:a="%s"><s:Header>\
        <m:ApplicationToken></m:ApplicationToken>%s</s:Header><s:Body>%s</s:Body></s:Envelope>"""
        .formatted(SOAP_11, namespace(), ARRAYS, credentials(ticket), body);
  }

  /** As the published examples are: SOAP 1.2, the headers stray children of Envelope. */
  public String published(Optional<String> ticket, String body) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="%s"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xmlns:xsd="http://www.w3.org/2001/XMLSchema"
         xmlns:a="%s" xmlns:m="%s">
          <m:ApplicationToken>1234567-1234-9876</m:ApplicationToken>
          %s
         <SOAP-ENV:Body>
           %s
         </SOAP-ENV:Body>
        </SOAP-ENV:Envelope>
        """
        .formatted(SOAP_12, ARRAYS, namespace(), credentials(ticket), body);
  }

  public String namespace() {
    return "http://www.superoffice.net/ws/crm/NetServer/Services" + number;
  }

  /** The value of SOAPAction for an operation of Messaging, without quotes. */
  public String action(String service, String operation) {
    return namespace() + "/" + service + "/" + operation;
  }

  private static String credentials(Optional<String> ticket) {
    return ticket
        .map(t -> "<m:Credentials><m:Ticket>" + escape(t) + "</m:Ticket></m:Credentials>")
        .orElse("");
  }

  public static String logOn(String user, String password) {
    return "<m:AuthenticateUsernamePassword>"
        + element("UserName", user)
        + element("Password", password)
        + "</m:AuthenticateUsernamePassword>";
  }

  public static String getPlugins() {
    return "<m:GetPlugins/>";
  }

  public static String createMessage(Incoming message) {
    return "<m:CreateMessage><m:IncomingMessage>"
        + element("To", message.to())
        + element("From", message.from())
        + element("Content", message.content())
        + element("Format", message.format())
        + element("SessionKey", message.sessionKey())
        + element("Plugin", message.plugin())
        + "</m:IncomingMessage></m:CreateMessage>";
  }

  public static String sendMessages(String plugin, List<String> contents) {
    return sendMessages(plugin, "+4722", "+4711", contents);
  }

  public static String sendMessages(String plugin, String from, String to, List<String> contents) {
    StringBuilder body = new StringBuilder("<m:SendMessages>");
    body.append(element("Plugin", plugin)).append("<m:OutgoingMessages>");
    for (String content : contents) {
      body.append("<m:OutgoingMessage>")
          .append(element("From", from))
          .append(element("To", to))
          .append(element("Content", content))
          .append(element("Format", ""))
          .append("<m:ParentMessagingId>0</m:ParentMessagingId>")
          .append(element("SuggestedSessionKey", ""))
          .append("</m:OutgoingMessage>");
    }
    return body.append("</m:OutgoingMessages></m:SendMessages>").toString();
  }

  public static String getDeliveryStatus(List<Integer> messagingIds) {
    StringBuilder body = new StringBuilder("<m:GetDeliveryStatus><m:MessagingIds>");
    messagingIds.forEach(id -> body.append("<a:int>").append(id).append("</a:int>"));
    return body.append("</m:MessagingIds></m:GetDeliveryStatus>").toString();
  }

  public static String setDeliveryStatus(
      String plugin, String externalId, int status, String description) {
    return "<m:SetDeliveryStatus>"
        + element("Plugin", plugin)
        + element("ExternalMessageId", externalId)
        + element("Status", Integer.toString(status))
        + element("StatusDescription", description)
        + "</m:SetDeliveryStatus>";
  }

  private static String element(String name, String text) {
    return "<m:" + name + ">" + escape(text) + "</m:" + name + ">";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;");
  }
}
