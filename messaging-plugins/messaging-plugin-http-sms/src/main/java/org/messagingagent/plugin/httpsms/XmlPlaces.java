package org.messagingagent.plugin.httpsms;

import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Looks whether a template is XML with its values in text and attributes. */
final class XmlPlaces {

  private static final String WANTED =
      "put it into the text of an element or the value of an attribute";

  private XmlPlaces() {}

  static void check(Template template, Charset charset) {
    for (Probe probe : Probe.of(template, false)) {
      for (String refused : List.of("<!--", "<![CDATA[", "<!DOCTYPE")) {
        if (probe.text().contains(refused)) {
          throw new SettingFault("must not have " + refused);
        }
      }
      probe.checkWithin(texts(probe.text(), charset), WANTED);
    }
  }

  private static List<String> texts(String xml, Charset charset) {
    List<String> texts = new ArrayList<>();
    try {
      XMLStreamReader reader = XmlReaders.of(new StringReader(xml));
      checkEncoding(Optional.ofNullable(reader.getCharacterEncodingScheme()), charset);
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          for (int i = 0; i < reader.getAttributeCount(); i++) {
            texts.add(reader.getAttributeValue(i));
          }
        } else if (event == XMLStreamConstants.CHARACTERS) {
          texts.add(reader.getText());
        }
      }
      reader.close();
    } catch (XMLStreamException e) {
      throw new SettingFault(
          "is no XML once values are put in (column %d); %s"
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getColumnNumber(), WANTED));
    }
    return texts;
  }

  private static void checkEncoding(Optional<String> declared, Charset charset) {
    boolean right =
        declared
            .map(name -> name.equalsIgnoreCase(charset.name()))
            .orElse(charset.equals(StandardCharsets.UTF_8));
    if (!right) {
      throw new SettingFault(
          "must begin with <?xml version=\"1.0\" encoding=\"%s\"?>, as charset says"
              .formatted(charset.name()));
    }
  }
}
