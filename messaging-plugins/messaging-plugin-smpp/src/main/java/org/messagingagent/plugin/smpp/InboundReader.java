package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.jsmpp.SMPPConstant.CID_DATA_SM;

import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.AbstractSmCommand;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.util.DefaultDecomposer;

/** Reads what the SMSC brings. */
final class InboundReader {

  private static final short RECEIPTED_MESSAGE_ID = 0x001E;
  private static final short SAR_REFERENCE = 0x020C;
  private static final short SAR_TOTAL = 0x020E;
  private static final short SAR_NUMBER = 0x020F;
  private static final short NETWORK_ERROR = 0x0423;
  private static final short MESSAGE_PAYLOAD = 0x0424;
  private static final short MESSAGE_STATE = 0x0427;
  private static final int VALUE = 4;
  private static final byte[] NOTHING = {};

  private static final DefaultDecomposer DECOMPOSER = new DefaultDecomposer();

  private InboundReader() {}

  /** Empty where it cannot be read. */
  static Optional<InboundSms> read(InboundPdu pdu) {
    try {
      if (pdu.commandId() == CID_DATA_SM) {
        return Optional.of(sms(DECOMPOSER.dataSm(pdu.octets()), NOTHING));
      }
      DeliverSm command = DECOMPOSER.deliverSm(pdu.octets());
      byte[] text = command.getShortMessage();
      return Optional.of(sms(command, text == null ? NOTHING : text));
    } catch (PDUStringException | RuntimeException e) { // jSMPP bounds nothing that it reads
      return Optional.empty();
    }
  }

  private static InboundSms sms(AbstractSmCommand command, byte[] text) {
    Optional<byte[]> payload = value(command, MESSAGE_PAYLOAD);
    Optional<byte[]> state = value(command, MESSAGE_STATE).filter(v -> v.length == 1);
    return new InboundSms(
        Address.spoken(command.getSourceAddrTon(), text(command.getSourceAddr())),
        Address.spoken(command.getDestAddrTon(), text(command.getDestAddress())),
        command.getEsmClass(),
        command.getDataCoding(),
        payload.filter(octets -> text.length == 0).orElse(text),
        value(command, RECEIPTED_MESSAGE_ID).map(InboundReader::cString).filter(s -> !s.isEmpty()),
        state.isPresent() ? OptionalInt.of(state.get()[0] & 0xFF) : OptionalInt.empty(),
        value(command, NETWORK_ERROR).map(HexFormat.of()::formatHex),
        sar(command));
  }

  private static Optional<ConcatHeader> sar(AbstractSmCommand command) {
    Optional<byte[]> reference = value(command, SAR_REFERENCE).filter(v -> v.length == 2);
    Optional<byte[]> total = value(command, SAR_TOTAL).filter(v -> v.length == 1);
    Optional<byte[]> number = value(command, SAR_NUMBER).filter(v -> v.length == 1);
    if (reference.isEmpty() || total.isEmpty() || number.isEmpty()) {
      return Optional.empty();
    }
    return ConcatHeader.of(
        "sar",
        (reference.get()[0] & 0xFF) << 8 | reference.get()[1] & 0xFF,
        total.get()[0] & 0xFF,
        number.get()[0] & 0xFF);
  }

  /** The value as it came: jSMPP's own types of it are too strict or too lax. */
  private static Optional<byte[]> value(AbstractSmCommand command, short tag) {
    OptionalParameter parameter = command.getOptionalParameter(tag);
    if (parameter == null) {
      return Optional.empty();
    }
    byte[] whole = parameter.serialize();
    byte[] value = new byte[whole.length - VALUE];
    System.arraycopy(whole, VALUE, value, 0, value.length);
    return Optional.of(value);
  }

  private static String cString(byte[] value) {
    String text = new String(value, ISO_8859_1);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).trim();
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
