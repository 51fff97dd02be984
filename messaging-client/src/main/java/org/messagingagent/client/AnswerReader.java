package org.messagingagent.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  private static final Optional<String> USUAL_CHARSET = Optional.of("UTF-8");

  private final SoapRequest<T> request;
  private final Failures failures;

  AnswerReader(SoapRequest<T> request, Failures failures) {
    this.request = request;
    this.failures = failures;
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
      reply = Reply.read(answer.body(), charset, request.replyName(), request.reply());
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

  private static MessagingClientException refused(HttpAnswer answer, Reply<?> reply) {
    if (reply.exceptionInfo().isEmpty()) {
      return refusedBare(answer, reply.fault());
    }
    ExceptionInfo info = reply.exceptionInfo().get();
    String code = info.type();
    String message = info.message().isEmpty() ? info.friendlyText() : info.message();
    if (message.isEmpty()) {
      message = "The server refused the call with " + code;
    }
    return switch (code) {
      case "NOT_AUTHENTICATED" -> new NotAuthenticatedException(message, null);
      case "TRY_AGAIN", "INTERNAL_ERROR" ->
          new TryLaterException(message, null, answer.retryAfter());
      default ->
          isOriginal(code) && ABOUT_THE_TICKET.matcher(code).find()
              ? new NotAuthenticatedException(message, null)
              : new RejectedException(message, code, info.friendlyText(), info.parameters());
    };
  }

  /** Our own codes are in capitals throughout; the original's are the names of classes. */
  private static boolean isOriginal(String code) {
    return !code.equals(code.toUpperCase(Locale.ROOT));
  }

  /** A Fault of a server or gateway that is not ours. */
  private static MessagingClientException refusedBare(
      HttpAnswer answer, Optional<Reply.Fault> fault) {
    String reason = fault.map(Reply.Fault::reason).filter(text -> !text.isEmpty()).orElse("");
    String code = fault.map(Reply.Fault::code).orElse("");
    String message = reason.isEmpty() ? "The server refused the call and did not say why" : reason;
    if (answer.status() == 401 || code.equals("FailedAuthentication")) {
      return new NotAuthenticatedException(message, null);
    }
    return switch (answer.status()) {
      case 429, 503 -> new TryLaterException(message, null, answer.retryAfter());
      default -> new RejectedException(message, code, "", Map.of());
    };
  }

  /** An answer of something in between, or of something else at this address. */
  private MessagingClientException notSoap(HttpAnswer answer, Exception cause) {
    int status = answer.status();
    if (status == 200 && beginsLikeSoap(answer.body())) {
      return failures.lost("began a SOAP answer that cannot be read to its end", cause);
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
      case 429, 503 ->
          new TryLaterException(
              "%s is not available now (HTTP status %d); try again later"
                  .formatted(request.address(), status),
              cause,
              answer.retryAfter());
      case 408, 500, 502, 504 ->
          failures.lost("answered with HTTP status %d and no SOAP".formatted(status), cause);
      case 301, 302, 303, 307, 308 ->
          failures.unexpected(
              "HTTP status %d sends elsewhere, to %s"
                  .formatted(status, answer.header("Location", "no address")),
              cause);
      default ->
          failures.unexpected(
              "HTTP status %d with %s in place of a SOAP answer"
                  .formatted(status, answer.header("Content-Type", "no content")),
              cause);
    };
  }

  /** Without a length, an answer that broke off looks like one that ended. */
  private static boolean beginsLikeSoap(byte[] body) {
    int length = Math.min(body.length, 512);
    return new String(body, 0, length, StandardCharsets.UTF_8).contains("Envelope");
  }
}
