package org.messagingagent.plugin.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A mail that somebody wrote to us.
 *
 * @param from the sender's address; may be empty
 * @param to the receiver's address; may be empty
 * @param gatewayId the Message-ID, or where it has none that can be used, a digest of all of it
 * @param sessionKey the session that it belongs to
 * @param answered the mail of ours that it answers
 * @param automatic whether a machine wrote it (RFC 3834)
 */
record Answer(
    String from,
    String to,
    String gatewayId,
    String sessionKey,
    Optional<MessageIds.Ours> answered,
    boolean automatic) {

  private static final int LONGEST_ADDRESS = 320;

  static Answer of(MimeMessage mail, byte[] bytes, MessageIds ids) throws MessagingException {
    List<String> references = new ArrayList<>(MessageIds.bracketed(header(mail, "References")));
    references.addAll(MessageIds.bracketed(header(mail, "In-Reply-To")));
    String gatewayId =
        MessageIds.bracketed(header(mail, "Message-ID")).stream()
            .filter(MessageIds::isId)
            .findFirst()
            .orElseGet(() -> digest(bytes));
    return new Answer(
        address(header(mail, "From")),
        address(header(mail, "To")),
        gatewayId,
        session(references, ids).orElse(gatewayId),
        answered(references, ids),
        isAutomatic(mail));
  }

  /** The session that we put there; else the mail that began the thread. */
  private static Optional<String> session(List<String> references, MessageIds ids) {
    for (String id : references) {
      Optional<String> session = ids.session(id);
      if (session.isPresent()) {
        return session;
      }
    }
    for (String id : references) {
      Optional<MessageIds.Ours> ours = ids.ours(id);
      if (ours.isPresent()) {
        return ours.get().sessionKey().or(() -> Optional.of(id));
      }
    }
    return references.stream().filter(MessageIds::isId).findFirst();
  }

  private static Optional<MessageIds.Ours> answered(List<String> references, MessageIds ids) {
    for (int i = references.size() - 1; i >= 0; i--) {
      Optional<MessageIds.Ours> ours = ids.ours(references.get(i));
      if (ours.isPresent()) {
        return ours;
      }
    }
    return Optional.empty();
  }

  private static boolean isAutomatic(MimeMessage mail) throws MessagingException {
    String submitted = header(mail, "Auto-Submitted").strip();
    return !submitted.isEmpty() && !submitted.equalsIgnoreCase("no")
        || header(mail, "Return-Path").strip().equals("<>");
  }

  private static String address(String field) {
    String text = field.substring(0, Math.min(field.length(), 10_000));
    String address;
    try {
      InternetAddress[] all = InternetAddress.parseHeader(text, false);
      address = all.length == 0 || all[0].getAddress() == null ? "" : all[0].getAddress();
    } catch (AddressException e) {
      address = text;
    }
    return Texts.fit(Texts.oneLine(address, LONGEST_ADDRESS));
  }

  private static String header(MimeMessage mail, String name) throws MessagingException {
    String value = mail.getHeader(name, " ");
    return value == null ? "" : value;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sum) + "@sha256";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK lacks SHA-256", e);
    }
  }
}
