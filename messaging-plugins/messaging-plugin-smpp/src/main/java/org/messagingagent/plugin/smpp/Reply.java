package org.messagingagent.plugin.smpp;

import org.jsmpp.PDUStringException;
import org.jsmpp.bean.Command;
import org.jsmpp.util.DefaultDecomposer;

/** How a submit ended. */
sealed interface Reply {

  /**
   * The SMSC took it.
   *
   * @param id the SMSC's id; empty where it gave none
   */
  record Taken(String id) implements Reply {}

  /** The SMSC refused it, with a command status. */
  record Refused(int status) implements Reply {}

  /** It went out, or some of it did, and there will be no answer. */
  record Lost(String reason) implements Reply {}

  /** What a submit_sm_resp says. */
  static Reply of(Command header, byte[] pdu) {
    if (header.getCommandStatus() != CommandStatus.OK) {
      return new Refused(header.getCommandStatus());
    }
    try {
      String id = DefaultDecomposer.getInstance().submitSmResp(pdu).getMessageId();
      boolean usable = id != null && id.chars().noneMatch(Character::isISOControl);
      return new Taken(usable ? id.trim() : "");
    } catch (PDUStringException | RuntimeException e) { // jSMPP bounds nothing that it reads
      return new Lost("the SMSC's answer cannot be read");
    }
  }
}
