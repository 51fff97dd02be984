package org.messagingagent.server.e2e.plugins;

import java.io.IOException;
import java.util.List;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;
import org.messagingagent.server.e2e.ServerProcess;

/** What callers are told of a message that they sent. */
final class Told {

  private Told() {}

  /** What GetDeliveryStatus says now. */
  static DeliveryStatus status(RawSoap soap, ServerProcess server, String ticket, int messagingId) {
    try {
      return soap.getDeliveryStatus(server.address(), ticket, List.of(messagingId))
          .deliveryStatuses()
          .get(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The word that a description begins with, for counting. */
  static String outcome(DeliveryStatus told) {
    if (told.status() != 0) {
      return "SENT";
    }
    int colon = told.description().indexOf(':');
    return colon > 0 ? told.description().substring(0, colon) : "other";
  }
}
