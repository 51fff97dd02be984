package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of mails. Ours say which message they are of and, where it is short, in which session;
 * they are the same in each attempt, and sealed. A session also travels in References and
 * In-Reply-To, which answers repeat: as the id of the mail that began it, or as an id made of it.
 *
 * <p>Ids are written here without their angle brackets. Safe for use by many threads.
 */
final class MessageIds {

  /** The longest id that is taken from others, or given. */
  static final int LONGEST = 250;

  private static final int LONGEST_SESSION_INSIDE = 60;
  private static final int LONGEST_DOMAIN = 130;
  private static final int LONGEST_LINE = 990;
  private static final int MOST_IN_UTF_8 = 510;
  private static final int MOST_REFERENCES = 100;
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final String DOT_ATOM = ATOM + "(?:\\." + ATOM + ")*";
  private static final Pattern ID = Pattern.compile(DOT_ATOM + "@" + DOT_ATOM);
  private static final Pattern BRACKETED = Pattern.compile("<([^<>\\s]{1,998})>");
  private static final Pattern OURS =
      Pattern.compile("m([0-9]{1,10})\\.([A-Za-z0-9_-]*)\\.([A-Za-z0-9_-]{16})@.+");
  private static final Pattern SESSION =
      Pattern.compile("([st])\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]{16})@.+");

  private final Secret secret;

  MessageIds(Secret secret) {
    this.secret = secret;
  }

  /** A mail that is ours: which message it was, and the session if the id says it. */
  record Ours(String id, int messagingId, Optional<String> sessionKey) {}

  /** Whether a text is an id that can be written into a header as it is. */
  static boolean isId(String text) {
    return text.length() <= LONGEST && ID.matcher(text).matches();
  }

  /** The ids in angle brackets of a header's value, in order. */
  static List<String> bracketed(String value) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = BRACKETED.matcher(value);
    while (ids.size() < MOST_REFERENCES && matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  /** The id of a mail; the same whenever it is asked for. */
  String of(int messagingId, Optional<String> sessionKey, String domain) {
    String session =
        sessionKey
            .map(key -> key.getBytes(UTF_8))
            .filter(bytes -> bytes.length <= LONGEST_SESSION_INSIDE)
            .map(MessageIds::encoded)
            .orElse("");
    String start = "m%d.%s".formatted(messagingId, session);
    // An empty atom is not allowed between two dots.
    String shown = session.isEmpty() ? start + "0" : start;
    return shown + "." + secret.seal(shown) + "@" + shortened(domain);
  }

  /** What an id of ours says; empty where it is none, or was tampered with. */
  Optional<Ours> ours(String id) {
    Matcher matcher = OURS.matcher(id);
    if (id.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    String session = matcher.group(2);
    if (!secret.isSealOf("m%s.%s".formatted(matcher.group(1), session), matcher.group(3))) {
      return Optional.empty();
    }
    long messagingId = Long.parseLong(matcher.group(1));
    if (messagingId < 1 || messagingId > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(
        new Ours(
            id,
            (int) messagingId,
            session.equals("0") ? Optional.empty() : decoded(session, UTF_8)));
  }

  /** The id by which a mail says that it is in a session. */
  String reference(String sessionKey, String domain) {
    if (isId(sessionKey)) {
      return sessionKey;
    }
    byte[] bytes = sessionKey.getBytes(UTF_8);
    // Keys in scripts of three bytes a character would not fit on a line.
    String start =
        bytes.length <= MOST_IN_UTF_8
            ? "s." + encoded(bytes)
            : "t." + encoded(sessionKey.getBytes(UTF_16BE));
    return start + "." + secret.seal(start) + "@" + shortened(domain);
  }

  /** The session that an id was made of by {@link #reference}. */
  Optional<String> session(String id) {
    Matcher matcher = SESSION.matcher(id);
    if (id.length() > LONGEST_LINE || !matcher.matches()) {
      return Optional.empty();
    }
    String start = matcher.group(1) + "." + matcher.group(2);
    return secret.isSealOf(start, matcher.group(3))
        ? decoded(matcher.group(2), matcher.group(1).equals("s") ? UTF_8 : UTF_16BE)
        : Optional.empty();
  }

  /** A proof that a mail with an id of the caller's own was sent by us, for its header. */
  String proof(int messagingId, String id) {
    return "%d.%s".formatted(messagingId, secret.seal("p%d.%s".formatted(messagingId, id)));
  }

  /** The message that such a proof is of; empty where it is none for this id. */
  Optional<Ours> proven(String id, String proof) {
    int dot = proof.indexOf('.');
    if (!isId(id) || dot < 1 || !proof.substring(0, dot).matches("[1-9][0-9]{0,8}|[12][0-9]{9}")) {
      return Optional.empty();
    }
    long messagingId = Long.parseLong(proof.substring(0, dot));
    return messagingId <= Integer.MAX_VALUE
            && secret.isSealOf("p%d.%s".formatted(messagingId, id), proof.substring(dot + 1))
        ? Optional.of(new Ours(id, (int) messagingId, Optional.empty()))
        : Optional.empty();
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Optional<String> decoded(String text, Charset charset) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(text), charset));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The end of the domain that leaves an id short enough. */
  private static String shortened(String domain) {
    String end = domain;
    while (end.length() > LONGEST_DOMAIN) {
      end = end.substring(end.indexOf('.') + 1);
    }
    return end;
  }
}
