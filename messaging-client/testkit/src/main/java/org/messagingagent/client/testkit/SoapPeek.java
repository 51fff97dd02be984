package org.messagingagent.client.testkit;

import java.io.ByteArrayInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a request is about, as far as its outermost elements tell.
 *
 * @param element the local name of the element in the Body; empty where there is none
 * @param contract the number of its namespace, else of the address; 0 where there is none
 * @param version of SOAP; empty where it is none
 */
record SoapPeek(String element, int contract, String version) {

  static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
  static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";

  private static final Pattern SERVICES =
      Pattern.compile("/Services(\\d{1,3})(?=$|/)", Pattern.CASE_INSENSITIVE);

  static SoapPeek at(String target, byte[] body) {
    int ofAddress = number(target);
    if (body.length == 0) {
      return new SoapPeek("", 0, "");
    }
    try {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      return read(factory.createXMLStreamReader(new ByteArrayInputStream(body)), ofAddress);
    } catch (XMLStreamException e) {
      return new SoapPeek("", ofAddress, "");
    }
  }

  Operation operation() {
    return Operation.of(element);
  }

  private static SoapPeek read(XMLStreamReader reader, int ofAddress) throws XMLStreamException {
    String version = "";
    boolean inBody = false;
    while (reader.hasNext()) {
      if (reader.next() != XMLStreamReader.START_ELEMENT) {
        continue;
      }
      String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
      if (inBody) {
        int ofBody = number(namespace);
        return new SoapPeek(reader.getLocalName(), ofBody == 0 ? ofAddress : ofBody, version);
      }
      boolean soap = namespace.equals(SOAP_11) || namespace.equals(SOAP_12);
      if (soap && version.isEmpty()) {
        version = namespace.equals(SOAP_11) ? "1.1" : "1.2";
      }
      inBody = soap && reader.getLocalName().equals("Body");
    }
    return new SoapPeek("", ofAddress, version);
  }

  private static int number(String text) {
    Matcher matcher = SERVICES.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
