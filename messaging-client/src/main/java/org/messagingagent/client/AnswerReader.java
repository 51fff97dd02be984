package org.messagingagent.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/**
 * Makes a value or an exception of an answer: of this project's server, of the original with either
 * convention for errors, or of something in between.
 */
final class AnswerReader<T> {

  /** The original names the class of its exception; it says nowhere which one a ticket leads to. */
  private static final Pattern ABOUT_THE_TICKET =
      Pattern.compile(
          "authenticat|credential|ticket|notloggedin|session", Pattern.CASE_INSENSITIVE);

  /** Fault codes that say nothing of the request: it may have been done, in part too. */
  private static final Set<String> OF_THE_SERVER =
      Set.of("", "Server", "Receiver", "InternalServiceFault");

  private static final String UNSAID = "The server refused the call and did not say why";
  private static final Optional<String> USUAL_CHARSET = Optional.of("UTF-8");

  private final SoapRequest<T> request;
  private final Failures failures;
  private final Deadline deadline;

  /**
   * @param deadline until which an answer is read
   */
  AnswerReader(SoapRequest<T> request, Failures failures, Deadline deadline) {
    this.request = request;
    this.failures = failures;
    this.deadline = deadline;
  }

  /**
   * @throws MessagingClientException in every case but a proper answer
   */
  T read(HttpAnswer answer) {
    Optional<String> charset = answer.charset();
    boolean usual = answer.status() == 200 && charset.equals(USUAL_CHARSET);
    if (usual) {
      Optional<T> known = request.reply().known(answer.body());
      if (known.isPresent()) {
        return known.get();
      }
    }
    T value = parse(answer, charset);
    if (usual) {
      request.reply().remember(answer.body());
    }
    return value;
  }

  private T parse(HttpAnswer answer, Optional<String> charset) {
    Reply<T> reply;
    try {
      reply = Reply.read(answer.body(), charset, deadline, request.replyName(), request.reply());
    } catch (XMLStreamException e) {
      throw notSoap(answer, e);
    }
    if (reply.failed() || reply.exceptionInfo().isPresent()) {
      throw refused(answer, reply);
    }
    return reply
        .body()
        .orElseThrow(
            () ->
                failures.changed(
                    failures.unexpected(
                        "The answer has no %s".formatted(request.replyName()), null)));
  }

  private MessagingClientException refused(HttpAnswer answer, Reply<?> reply) {
    if (reply.exceptionInfo().isEmpty()) {
      return reply
          .fault()
          .map(fault -> refusedBare(answer, fault))
          .orElseGet(() -> new RejectedException(UNSAID, "", "", Map.of()));
    }
    ExceptionInfo info = reply.exceptionInfo().get();
    String code = ServerText.shown(info.type());
    String friendlyText = ServerText.shown(info.friendlyText());
    String message = info.message().isEmpty() ? friendlyText : ServerText.shown(info.message());
    if (message.isEmpty()) {
      message = "The server refused the call with " + code;
    }
    return switch (code) {
      case "NOT_AUTHENTICATED" -> new NotAuthenticatedException(message, null);
      case "TRY_AGAIN" -> new TryLaterException(message, null, answer.retryAfter());
      case "OUTCOME_UNKNOWN", "INTERNAL_ERROR" ->
          failures.lost("failed with \"%s\"".formatted(message), null);
      default ->
          isOriginal(code) && ABOUT_THE_TICKET.matcher(code).find()
              ? new NotAuthenticatedException(message, null)
              : new RejectedException(message, code, friendlyText, info.parameters());
    };
  }

  /** Our own codes are in capitals throughout; the original's are the names of classes. */
  private static boolean isOriginal(String code) {
    return !code.equals(code.toUpperCase(Locale.ROOT));
  }

  /** A Fault of a server or gateway that is not ours. */
  private MessagingClientException refusedBare(HttpAnswer answer, Reply.Fault fault) {
    String reason = ServerText.shown(fault.reason());
    String code = ServerText.shown(fault.code());
    String message = reason.isEmpty() ? UNSAID : reason;
    if (answer.status() == 401
        || fault.speaksOf("FailedAuthentication")
        || ABOUT_THE_TICKET.matcher(fault.exceptionType()).find()) {
      return new NotAuthenticatedException(message, null);
    }
    return switch (answer.status()) {
      case 413 -> new RejectedException(message, Batch.BODY_TOO_LARGE, "", Map.of());
      case 429, 503 -> new TryLaterException(message, null, answer.retryAfter());
      case 408, 502, 504 -> failures.lost("failed with \"%s\"".formatted(message), null);
      default ->
          OF_THE_SERVER.contains(fault.generalCode())
              ? failures.lost("failed with \"%s\"".formatted(message), null)
              : new RejectedException(message, code, "", Map.of());
    };
  }

  /** An answer of something in between, or of something else at this address. */
  private MessagingClientException notSoap(HttpAnswer answer, Exception cause) {
    int status = answer.status();
    if (status / 100 == 2) {
      return beginsLikeSoap(answer.body())
          ? failures.lost("began a SOAP answer that cannot be read to its end", cause)
          : failures.changed(inPlaceOfSoap(answer, cause));
    }
    return switch (status) {
      case 401 ->
          new NotAuthenticatedException(
              "%s asks for HTTP authentication (status 401), which this client does not do"
                  .formatted(request.address()),
              cause);
      case 407 ->
          failures.unreachable(
              "the proxy asks for a user and password (status 407), or refuses those given; Basic in"
                  + " front of https needs -Djdk.http.auth.tunneling.disabledSchemes=",
              cause);
      case 413 ->
          new RejectedException(
              "The request is larger than something on the way takes (HTTP status 413); send less"
                  + " at a time",
              Batch.BODY_TOO_LARGE,
              "",
              Map.of());
      case 415 ->
          new RejectedException(
              "The server does not take %s (HTTP status 415); choose the other soapVersion"
                  .formatted(request.version()),
              "UNSUPPORTED_CONTENT_TYPE",
              "",
              Map.of());
      case 429, 503 ->
          new TryLaterException(
              "%s is not available now (HTTP status %d); try again later"
                  .formatted(request.address(), status),
              cause,
              answer.retryAfter());
      case 301, 302, 303, 307, 308 ->
          failures.unexpected(
              "HTTP status %d sends elsewhere, to %s"
                  .formatted(status, ServerText.shown(answer.header("Location", "no address"))),
              cause);
      default ->
          status == 408 || status / 100 == 5
              ? failures.lost("answered with HTTP status %d and no SOAP".formatted(status), cause)
              : inPlaceOfSoap(answer, cause);
    };
  }

  private MessagingClientException inPlaceOfSoap(HttpAnswer answer, Exception cause) {
    String encoding = answer.header("Content-Encoding", "");
    return failures.unexpected(
        "HTTP status %d with %s%s in place of a SOAP answer"
            .formatted(
                answer.status(),
                ServerText.shown(answer.header("Content-Type", "no content")),
                encoding.isEmpty() ? "" : ", encoded as " + ServerText.shown(encoding)),
        cause);
  }

  /** Without a length, an answer that broke off looks like one that ended. */
  private static boolean beginsLikeSoap(byte[] body) {
    int length = Math.min(body.length, 512);
    return new String(body, 0, length, StandardCharsets.UTF_8).contains("Envelope");
  }
}
