package org.messagingagent.server.soap;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Creates XML readers within limits. Safe for use by many threads. */
final class XmlReaders {

  static final int MAX_DEPTH = 64;
  private static final int MAX_ATTRIBUTES = 128;
  private static final int MAX_ATTRIBUTE_SIZE = 16_384;

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]*))", Pattern.CASE_INSENSITIVE);

  private final XMLInputFactory factory;

  XmlReaders() {
    // By class, not by look-up: whatever else is on the class path, the limits below hold.
    WstxInputFactory factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    // In pieces, so that a long text is not held once more by the reader.
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MAX_DEPTH);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, MAX_ATTRIBUTE_SIZE);
    // Lazy parsing throws unchecked exceptions from getters.
    factory.getConfig().doParseLazily(false);
    this.factory = factory;
  }

  /**
   * A reader at the start of the document.
   *
   * <p>The encoding is that of the byte order mark, else that of the Content-Type, else that of the
   * XML declaration (RFC 7303, 3.2). Where the last two differ the text could be either, and the
   * request is refused rather than garbled.
   */
  XMLStreamReader open(byte[] body, String contentType) throws XMLStreamException {
    ByteArrayInputStream in = new ByteArrayInputStream(body);
    Optional<Charset> charset = hasByteOrderMark(body) ? Optional.empty() : charset(contentType);
    XMLStreamReader reader =
        charset.isEmpty() || charset.get().equals(StandardCharsets.UTF_8)
            ? factory.createXMLStreamReader(in)
            : factory.createXMLStreamReader(in, charset.get().name());
    String declared = reader.getCharacterEncodingScheme();
    if (charset.isPresent() && declared != null && !charset.get().equals(named(declared))) {
      throw RefusedRequest.malformed(
          "The Content-Type says charset '%s' and the XML declaration '%s': send one encoding."
              .formatted(charset.get().name(), RefusedRequest.quoted(declared)));
    }
    if (reader.getVersion() != null && !reader.getVersion().equals("1.0")) {
      throw RefusedRequest.malformed(
          "The request is XML '%s': send XML 1.0."
              .formatted(RefusedRequest.quoted(reader.getVersion())));
    }
    return reader;
  }

  private static boolean hasByteOrderMark(byte[] body) {
    if (body.length < 2) {
      return false;
    }
    int first = body[0] & 0xFF;
    int second = body[1] & 0xFF;
    return first == 0xEF && second == 0xBB
        || first == 0xFE && second == 0xFF
        || first == 0xFF && second == 0xFE;
  }

  private static Optional<Charset> charset(String contentType) {
    if (contentType.indexOf(';') < 0) {
      return Optional.empty();
    }
    Matcher matcher = CHARSET.matcher(contentType);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return name.isEmpty() ? Optional.empty() : Optional.of(named(name));
  }

  private static Charset named(String name) {
    if (name.toLowerCase(Locale.ROOT).equals("utf-8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw RefusedRequest.malformed(
          "The encoding '%s' is not known here: send UTF-8."
              .formatted(RefusedRequest.quoted(name)));
    }
  }
}
