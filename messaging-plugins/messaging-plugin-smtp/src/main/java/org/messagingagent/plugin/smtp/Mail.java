package org.messagingagent.plugin.smtp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A mail as it goes over the wire.
 *
 * @param sender the envelope's, to whom bounces go
 * @param recipient the only one
 * @param id the Message-ID without its angle brackets
 * @param newSession the session key, where the mail begins a session of its own
 * @param bytes header and body; lines end with CR LF, the last one too; not changed afterwards
 * @param utf8 whether its header, or an address, goes beyond ASCII
 * @param eightBit whether its body goes beyond ASCII
 */
record Mail(
    MailAddress sender,
    MailAddress recipient,
    String id,
    Optional<String> newSession,
    byte[] bytes,
    boolean utf8,
    boolean eightBit) {

  Mail {
    requireNonNull(sender, "sender is null");
    requireNonNull(recipient, "recipient is null");
    requireNonNull(id, "id is null");
    requireNonNull(newSession, "newSession is null");
    requireNonNull(bytes, "bytes is null");
  }
}
