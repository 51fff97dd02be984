package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SubmissionException;

/** Takes mails that came in: reports of ours are reported, what people wrote is submitted. */
final class Arrivals {

  private static final byte[] BOUNDARY = "\n--".getBytes(US_ASCII);
  private static final int MOST_BOUNDARIES = 1_000;

  private final PluginContext context;
  private final MessageIds ids;
  private final Sightings sightings;
  private final String handler;
  private final String format;
  private final boolean skipsAutomatic;
  private final Session session = Session.getInstance(new Properties());
  private final PluginMetrics.Counter bounces;
  private final PluginMetrics.Counter receipts;
  private final PluginMetrics.Counter answers;
  private final PluginMetrics.Counter ignored;

  Arrivals(PluginContext context, MessageIds ids, Sightings sightings) {
    PluginSettings settings = context.settings();
    PluginMetrics metrics = context.metrics();
    this.context = context;
    this.ids = ids;
    this.sightings = sightings;
    this.handler = settings.require(Declarations.IMAP_HANDLER).strip();
    this.format = settings.require(Declarations.IMAP_FORMAT).strip();
    this.skipsAutomatic = settings.require(Declarations.IMAP_AUTO_REPLIES).strip().equals("skip");
    this.bounces = metrics.counter("imap.bounces", "mails that were reported undeliverable");
    this.receipts = metrics.counter("imap.receipts", "mails that were reported delivered");
    this.answers = metrics.counter("imap.answers", "mails that were submitted");
    this.ignored = metrics.counter("imap.ignored", "mails that were passed over");
  }

  /**
   * Takes a mail. It may be given again: what it brings is then known already.
   *
   * @throws UnreadableMailException where nothing can be made of it
   * @throws SubmissionException where the server does not take what it brings
   */
  void take(byte[] bytes) throws UnreadableMailException {
    if (hasTooManyParts(bytes)) {
      throw new UnreadableMailException("it has too many parts");
    }
    Arrival arrival = read(bytes);
    if (arrival.bounce().isPresent()) {
      report(arrival.bounce().get());
    } else {
      submit(arrival.answer().orElseThrow(), arrival.content());
    }
  }

  /** One of the two. */
  private record Arrival(Optional<Bounce> bounce, Optional<Answer> answer, String content) {}

  private Arrival read(byte[] bytes) throws UnreadableMailException {
    try {
      MimeMessage mail = new MimeMessage(session, new SharedByteArrayInputStream(bytes));
      Optional<Bounce> bounce = Bounce.of(mail, ids);
      if (bounce.isPresent()) {
        return new Arrival(bounce, Optional.empty(), "");
      }
      String content = format.equals(Composer.RFC822) ? Texts.decoded(bytes) : MailParts.text(mail);
      return new Arrival(
          Optional.empty(), Optional.of(Answer.of(mail, bytes, ids)), Texts.fit(content));
    } catch (SubmissionException | IllegalStateException e) {
      throw e; // it is not the mail
    } catch (MessagingException | IOException | RuntimeException e) {
      throw new UnreadableMailException(
          "it is malformed (%s)".formatted(Texts.oneLine(String.valueOf(e.getMessage()), 200)));
    }
  }

  private void report(Bounce bounce) {
    if (bounce.mail().isEmpty() || bounce.status().isEmpty()) {
      ignored.increment();
      return;
    }
    MessageIds.Ours mail = bounce.mail().get();
    DeliveryReport.Status status = bounce.status().get();
    report(mail, new DeliveryReport(mail.id(), status, bounce.description()));
    (status == DeliveryReport.Status.RECEIVED ? receipts : bounces).increment();
  }

  /** A mail of which nobody knew whether it went out has done so: that is found out by this. */
  private void report(MessageIds.Ours mail, DeliveryReport report) {
    if (context.reportDelivery(report) == DeliveryReport.Result.KEPT) {
      sightings.note(mail);
    }
  }

  private void submit(Answer answer, String content) {
    if (answer.automatic() && skipsAutomatic) {
      ignored.increment();
      return;
    }
    context.submitIncoming(
        ReceivedMessage.of(answer.from(), answer.to(), content)
            .withGatewayId(answer.gatewayId())
            .withFormat(format)
            .inSession(answer.sessionKey())
            .handledBy(handler));
    answers.increment();
    if (answer.answered().isPresent() && !answer.automatic()) {
      MessageIds.Ours ours = answer.answered().get();
      report(ours, DeliveryReport.of(ours.id(), DeliveryReport.Status.REPLIED));
    }
  }

  private static boolean hasTooManyParts(byte[] bytes) {
    int count = 0;
    for (int i = 0; i + BOUNDARY.length <= bytes.length && count <= MOST_BOUNDARIES; i++) {
      if (bytes[i] == BOUNDARY[0] && bytes[i + 1] == BOUNDARY[1] && bytes[i + 2] == BOUNDARY[2]) {
        count++;
      }
    }
    return count > MOST_BOUNDARIES;
  }
}
