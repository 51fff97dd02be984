package org.messagingagent.plugin.smpp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.OptionalParameters;
import org.messagingagent.spi.OutgoingMessage;

/** Makes short messages of a message. Safe for use by many threads. */
final class Composer {

  private static final byte UDH_INDICATOR = 0x40;
  private static final OptionalParameter[] NO_OPTIONS = {};

  private final SendConfig config;

  /** Tells the parts of one message from those of the next; each node begins somewhere else. */
  private final AtomicInteger reference =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

  Composer(SendConfig config) {
    this.config = config;
  }

  /** A text in an alphabet. */
  private record Written(Alphabet alphabet, byte[] octets) {}

  Draft compose(OutgoingMessage message) throws UnsendableException {
    Address source = config.addresses().source(message.from());
    Address destination = config.addresses().destination(message.to());
    Written written = write(message.content());
    List<byte[]> parts = parts(written);
    if (parts.size() > 1 && message.format().equals(SmppPlugin.ONE_MESSAGE)) {
      throw new UnsendableException(
          "the content needs %d short messages in %s, and format %s is one; use %s"
              .formatted(
                  parts.size(),
                  written.alphabet().key(),
                  SmppPlugin.ONE_MESSAGE,
                  SmppPlugin.ANY_LENGTH));
    }
    if (parts.size() > config.maxParts()) {
      throw new UnsendableException(
          "the content needs %d short messages in %s; at most %d are allowed (max-parts)"
              .formatted(parts.size(), written.alphabet().key(), config.maxParts()));
    }
    Template template =
        new Template(source, destination, config.dataCodings().get(written.alphabet()));
    return new Draft(
        submits(written, parts, template),
        new Draft.Numbers(source.spoken(), destination.spoken()));
  }

  private Written write(String content) throws UnsendableException {
    for (Alphabet alphabet : config.alphabets()) {
      Optional<byte[]> octets = alphabet.encode(content);
      if (octets.isPresent()) {
        return new Written(alphabet, octets.get());
      }
    }
    throw new UnsendableException(
        "the content has characters that cannot be written in %s (charsets)"
            .formatted(String.join(", ", config.alphabets().stream().map(Alphabet::key).toList())));
  }

  private static List<byte[]> parts(Written written) {
    return written.alphabet().fitsInOne(written.octets())
        ? List.of(written.octets())
        : written.alphabet().split(written.octets());
  }

  private List<Submit> submits(Written written, List<byte[]> parts, Template template) {
    if (parts.size() == 1) {
      return List.of(template.submit((byte) 0, parts.get(0), NO_OPTIONS));
    }
    return switch (config.longMessages()) {
      case UDH -> withHeader(parts, template);
      case SAR -> withSar(parts, template);
      case PAYLOAD ->
          List.of(
              template.submit(
                  (byte) 0,
                  new byte[0],
                  new OptionalParameter[] {
                    new OptionalParameter.Message_payload(written.octets())
                  }));
    };
  }

  private List<Submit> withHeader(List<byte[]> parts, Template template) {
    int number = reference.incrementAndGet();
    List<Submit> submits = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      byte[] octets = ConcatHeader.before(parts.get(i), number & 0xFF, parts.size(), i + 1);
      submits.add(template.submit(UDH_INDICATOR, octets, NO_OPTIONS));
    }
    return submits;
  }

  private List<Submit> withSar(List<byte[]> parts, Template template) {
    int number = reference.incrementAndGet();
    List<Submit> submits = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      submits.add(
          template.submit(
              (byte) 0,
              parts.get(i),
              new OptionalParameter[] {
                OptionalParameters.newSarMsgRefNum((short) number),
                OptionalParameters.newSarTotalSegments((byte) parts.size()),
                OptionalParameters.newSarSegmentSeqnum((byte) (i + 1))
              }));
    }
    return submits;
  }

  /** What all parts of a message have in common. */
  private final class Template {

    private final Address source;
    private final Address destination;
    private final byte dataCoding;

    Template(Address source, Address destination, byte dataCoding) {
      this.source = source;
      this.destination = destination;
      this.dataCoding = dataCoding;
    }

    Submit submit(byte esmClass, byte[] octets, OptionalParameter[] options) {
      return new Submit(
          source,
          destination,
          config.serviceType(),
          esmClass,
          config.priority(),
          config.validity(),
          config.registeredDelivery(),
          dataCoding,
          octets,
          options);
    }
  }
}
