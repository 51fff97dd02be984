package org.messagingagent.client.testkit.examples;

import java.util.List;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.client.TryLaterException;

/** A clinic's reminders: what the examples test. */
final class Reminders {

  /** What became of a reminder. */
  enum Outcome {
    SENT,
    SENT_BY_MAIL,
    LATER,
    ASK_SOMEONE
  }

  private final MessagingClient messaging;

  Reminders(MessagingClient messaging) {
    this.messaging = messaging;
  }

  Outcome remind(String number, String mail, String hour) {
    String text = "Your appointment is at " + hour;
    try {
      DeliveryStatus status = send("sms", number, text);
      if (status.isOutcomeUnknown()) {
        return Outcome.ASK_SOMEONE;
      }
      if (status.isHandedOver()) {
        return Outcome.SENT;
      }
      return send("email", mail, text).isHandedOver() ? Outcome.SENT_BY_MAIL : Outcome.LATER;
    } catch (TryLaterException e) {
      return Outcome.LATER;
    }
  }

  boolean hasArrived(int messagingId) {
    return messaging.getDeliveryStatus(List.of(messagingId)).get(0).status()
        == DeliveryStatus.Status.RECEIVED;
  }

  private DeliveryStatus send(String plugin, String to, String text) {
    OutgoingMessage message = OutgoingMessage.to(to).from("Clinic").content(text).build();
    return messaging.sendMessages(plugin, List.of(message)).get(0);
  }
}
