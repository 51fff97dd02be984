package org.messagingagent.plugin.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.messagingagent.spi.DeliveryReport;

/**
 * What a server reports of a mail (a delivery status notification, RFC 3464).
 *
 * @param mail the mail of ours that it is about; empty where it is about none
 * @param status what became of it; empty where that is not decided yet
 * @param description why, for the caller
 */
record Bounce(
    Optional<MessageIds.Ours> mail, Optional<DeliveryReport.Status> status, String description) {

  private static final int LONGEST_REPORT = 64 * 1024;
  private static final int LONGEST_HEADER = 256 * 1024;
  private static final int LONGEST_DESCRIPTION = 400;
  private static final int MOST_GROUPS = 100;

  /** Reads a report; empty where the mail is none. */
  static Optional<Bounce> of(MimeMessage mail, MessageIds ids)
      throws MessagingException, IOException {
    if (!isReport(mail)) {
      return Optional.empty();
    }
    List<MimePart> parts = MailParts.leaves(mail);
    Optional<MimePart> report =
        first(parts, "message/delivery-status", "message/global-delivery-status");
    if (report.isEmpty()) {
      return Optional.empty();
    }
    Optional<MimePart> returned =
        first(
            parts,
            "text/rfc822-headers",
            "message/rfc822",
            "message/global",
            "message/global-headers");
    Optional<MessageIds.Ours> ours =
        returned.isPresent() ? ours(returned.get(), ids) : Optional.empty();
    return Optional.of(decided(report.get(), ours));
  }

  private static boolean isReport(MimeMessage mail) throws MessagingException {
    if (!mail.isMimeType("multipart/report")) {
      return false;
    }
    String type = new ContentType(mail.getContentType()).getParameter("report-type");
    return type == null || type.equalsIgnoreCase("delivery-status");
  }

  private static Optional<MimePart> first(List<MimePart> parts, String... types)
      throws MessagingException {
    for (MimePart part : parts) {
      for (String type : types) {
        if (part.isMimeType(type)) {
          return Optional.of(part);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<MessageIds.Ours> ours(MimePart returned, MessageIds ids)
      throws MessagingException, IOException {
    InternetHeaders header = new InternetHeaders(start(returned, LONGEST_HEADER));
    List<String> found = MessageIds.bracketed(String.valueOf(header.getHeader("Message-ID", null)));
    if (found.size() != 1) {
      return Optional.empty();
    }
    String proof = header.getHeader(WholeMails.PROOF, null);
    return ids.ours(found.get(0))
        .or(() -> proof == null ? Optional.empty() : ids.proven(found.get(0), proof.strip()));
  }

  /** The first group is of the mail as a whole, each other one of a receiver; ours have one. */
  private static Bounce decided(MimePart report, Optional<MessageIds.Ours> ours)
      throws MessagingException, IOException {
    InputStream groups = start(report, LONGEST_REPORT);
    Optional<DeliveryReport.Status> status = Optional.empty();
    String description = "";
    for (int i = 0; i < MOST_GROUPS && groups.available() > 0; i++) {
      InternetHeaders group = new InternetHeaders(groups);
      Optional<DeliveryReport.Status> one = status(field(group, "Action"));
      if (one.isPresent() && status.isEmpty()) {
        status = one;
        description = description(group);
      }
    }
    return new Bounce(ours, status, description);
  }

  private static Optional<DeliveryReport.Status> status(String action) {
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "failed" -> Optional.of(DeliveryReport.Status.DELIVERY_ERROR);
      case "delivered" -> Optional.of(DeliveryReport.Status.RECEIVED);
      default -> Optional.empty();
    };
  }

  private static String description(InternetHeaders group) {
    String status = field(group, "Status");
    String diagnostic = field(group, "Diagnostic-Code");
    String both = diagnostic.isEmpty() ? status : status + " (" + diagnostic + ")";
    return Texts.fit(Texts.oneLine(both, LONGEST_DESCRIPTION));
  }

  private static String field(InternetHeaders group, String name) {
    String value = group.getHeader(name, null);
    return value == null ? "" : value.strip();
  }

  private static InputStream start(MimePart part, int bytes)
      throws MessagingException, IOException {
    try (InputStream in = part.getInputStream()) {
      return new ByteArrayInputStream(in.readNBytes(bytes));
    }
  }
}
