package org.messagingagent.plugin.smtp;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SubmissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what came into the mailbox. A mail is marked once what it brings is on disk; a crash before
 * that makes it be read again, which does no harm.
 */
final class MailboxJob implements PluginScheduler.Job {

  private static final Logger log = LoggerFactory.getLogger(MailboxJob.class);

  private static final int MOST_A_RUN = 200;
  private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

  /** How the folder is read. */
  private record Reading(String folder, int maxSize, String done, String doneFolder) {

    static Reading of(PluginSettings settings) {
      return new Reading(
          settings.require(Declarations.IMAP_FOLDER).strip(),
          settings.getInt(Declarations.IMAP_MAX_SIZE),
          settings.require(Declarations.IMAP_DONE).strip(),
          settings.get(Declarations.IMAP_DONE_FOLDER).map(String::strip).orElse(""));
    }
  }

  private final MailHost host;
  private final Credentials credentials;
  private final Reading reading;
  private final Arrivals arrivals;
  private final Standing standing;
  private final Watch watch;
  private final PluginMetrics.Counter troubled;

  private MailboxJob(
      MailHost host,
      Credentials credentials,
      Reading reading,
      Arrivals arrivals,
      Standing standing,
      Watch watch,
      PluginMetrics metrics) {
    this.host = host;
    this.credentials = credentials;
    this.reading = reading;
    this.arrivals = arrivals;
    this.standing = standing;
    this.watch = watch;
    this.troubled = metrics.counter("imap.flagged", "mails that could not be taken");
  }

  static MailboxJob of(
      MailHost host,
      Credentials credentials,
      Arrivals arrivals,
      PluginContext context,
      Standing standing,
      Watch watch) {
    return new MailboxJob(
        host,
        credentials,
        Reading.of(context.settings()),
        arrivals,
        standing,
        watch,
        context.metrics());
  }

  @Override
  public void run() {
    Deadline deadline = Deadline.in(LONGEST_RUN);
    try (Mailbox mailbox = Mailbox.open(host, credentials, reading.folder(), watch, deadline)) {
      read(mailbox);
    } catch (ConnectFailedException e) {
      failed(e.getMessage());
    }
  }

  private void read(Mailbox mailbox) {
    try {
      boolean expunges = false;
      for (IMAPMessage mail : mailbox.unseen(MOST_A_RUN)) {
        expunges |= read(mailbox, mail);
      }
      if (expunges) {
        mailbox.expunge();
      }
      standing.reads();
    } catch (SubmissionException e) {
      failed("the server does not take them now (%s)".formatted(e.getMessage()));
    } catch (MessagingException | IOException e) {
      failed(host + ": " + ConnectFailures.reason(e, mailbox.wasCut()));
    }
  }

  /** True where the mail is to be taken out of the folder. */
  private boolean read(Mailbox mailbox, IMAPMessage mail) throws MessagingException, IOException {
    try {
      if (mail.getSize() > reading.maxSize()) {
        throw tooLarge();
      }
      byte[] bytes = mailbox.bytes(mail, reading.maxSize());
      if (bytes.length > reading.maxSize()) {
        throw tooLarge();
      }
      arrivals.take(bytes);
    } catch (UnreadableMailException e) {
      setAside(mailbox, mail, e.getMessage());
      return false;
    } catch (SubmissionException e) {
      if (e.retryable()) {
        throw e;
      }
      setAside(mailbox, mail, "the server does not take it: " + e.getMessage());
      return false;
    }
    return done(mailbox, mail);
  }

  private boolean done(Mailbox mailbox, IMAPMessage mail) throws MessagingException {
    switch (reading.done()) {
      case "delete" -> mailbox.delete(mail);
      case "move" -> mailbox.move(mail, reading.doneFolder());
      default -> mailbox.markSeen(mail);
    }
    return !reading.done().equals("seen");
  }

  private void setAside(Mailbox mailbox, IMAPMessage mail, String reason)
      throws MessagingException {
    troubled.increment();
    log.warn(
        "The mail with UID {} in {} of {} stays there, flagged: {}",
        mailbox.uid(mail),
        reading.folder(),
        host,
        reason);
    mailbox.flag(mail);
  }

  private void failed(String reason) {
    // An interrupt is how the plugin is stopped.
    if (!Thread.currentThread().isInterrupted()) {
      standing.doesNotRead(reason);
    }
  }

  private UnreadableMailException tooLarge() {
    return new UnreadableMailException(
        "it has more than %d bytes (imap-max-size)".formatted(reading.maxSize()));
  }
}
