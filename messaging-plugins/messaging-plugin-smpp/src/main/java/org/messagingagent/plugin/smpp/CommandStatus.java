package org.messagingagent.plugin.smpp;

import java.util.Map;

/** What the command statuses of SMPP 3.4 mean, in words. */
final class CommandStatus {

  static final int OK = 0x00;
  static final int QUEUE_FULL = 0x14;
  static final int THROTTLED = 0x58;
  static final int TEMPORARY = 0x64;
  static final int PERMANENT = 0x65;
  static final int UNKNOWN_DATA_CODING = 0x104;

  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          Map.entry(0x01, "message length is invalid (ESME_RINVMSGLEN)"),
          Map.entry(0x02, "command length is invalid (ESME_RINVCMDLEN)"),
          Map.entry(0x03, "command is not known (ESME_RINVCMDID)"),
          Map.entry(0x04, "not allowed in this bind (ESME_RINVBNDSTS)"),
          Map.entry(0x05, "already bound (ESME_RALYBND)"),
          Map.entry(0x08, "system error (ESME_RSYSERR)"),
          Map.entry(0x0A, "source address is invalid (ESME_RINVSRCADR)"),
          Map.entry(0x0B, "destination address is invalid (ESME_RINVDSTADR)"),
          Map.entry(0x0C, "message id is invalid (ESME_RINVMSGID)"),
          Map.entry(0x0D, "bind failed (ESME_RBINDFAIL)"),
          Map.entry(0x0E, "password is wrong (ESME_RINVPASWD)"),
          Map.entry(0x0F, "system id is wrong (ESME_RINVSYSID)"),
          Map.entry(0x14, "message queue is full (ESME_RMSGQFUL)"),
          Map.entry(0x15, "service type is invalid (ESME_RINVSERTYP)"),
          Map.entry(0x43, "esm_class is invalid (ESME_RINVESMCLASS)"),
          Map.entry(0x45, "submit failed (ESME_RSUBMITFAIL)"),
          Map.entry(0x48, "type of number of the source is invalid (ESME_RINVSRCTON)"),
          Map.entry(0x49, "numbering plan of the source is invalid (ESME_RINVSRCNPI)"),
          Map.entry(0x50, "type of number of the destination is invalid (ESME_RINVDSTTON)"),
          Map.entry(0x51, "numbering plan of the destination is invalid (ESME_RINVDSTNPI)"),
          Map.entry(0x53, "system type is invalid (ESME_RINVSYSTYP)"),
          Map.entry(0x58, "throttled (ESME_RTHROTTLED)"),
          Map.entry(0x61, "schedule is invalid (ESME_RINVSCHED)"),
          Map.entry(0x62, "validity period is invalid (ESME_RINVEXPIRY)"),
          Map.entry(0x64, "temporary failure (ESME_RX_T_APPN)"),
          Map.entry(0x65, "permanent failure (ESME_RX_P_APPN)"),
          Map.entry(0x66, "refused (ESME_RX_R_APPN)"),
          Map.entry(0xC0, "an optional parameter is invalid (ESME_RINVOPTPARSTREAM)"),
          Map.entry(0xC1, "an optional parameter is not allowed (ESME_ROPTPARNOTALLWD)"),
          Map.entry(0xC4, "an optional parameter has a wrong value (ESME_RINVOPTPARAMVAL)"),
          Map.entry(0xFE, "delivery failed (ESME_RDELIVERYFAILURE)"),
          Map.entry(0xFF, "unknown error (ESME_RUNKNOWNERR)"),
          Map.entry(0x104, "data coding is not supported (ESME_RINVDCS)"));

  private CommandStatus() {}

  /** The status in words, with its number. */
  static String spoken(int status) {
    return "%s, 0x%08X".formatted(MEANINGS.getOrDefault(status, "a status of its own"), status);
  }

  /** Whether it is no message's fault but the bind's. */
  static boolean isOfTheBind(int status) {
    return switch (status) {
      case 0x04, 0x0D, 0x0E, 0x0F -> true;
      default -> false;
    };
  }

  /** Whether it asks to send less for a while. */
  static boolean isThrottling(int status) {
    return status == THROTTLED || status == QUEUE_FULL;
  }
}
