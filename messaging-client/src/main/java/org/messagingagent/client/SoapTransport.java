package org.messagingagent.client;

import jakarta.xml.bind.JAXBException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.xml.stream.XMLStreamException;
import org.messagingagent.wire.SoExceptionInfo;
import org.messagingagent.wire.SoExceptionInfoParametersKeyValuePair;

/** One request over HTTP and what its answer means. Safe for use by many threads. */
final class SoapTransport {

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  private final HttpClient http;
  private final Duration connectTimeout;
  private final int maxAnswerBytes;

  SoapTransport(Duration connectTimeout, int maxAnswerBytes) {
    this.connectTimeout = connectTimeout;
    this.maxAnswerBytes = maxAnswerBytes;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * A request.
   *
   * @param action the SOAPAction
   * @param key for the Idempotency-Key header
   * @param body the envelope, in UTF-8
   * @param replyName the local name of the reply's element
   */
  record Request<T>(
      URI address,
      String action,
      Effect effect,
      Optional<String> key,
      byte[] body,
      String replyName,
      Class<T> replyType) {}

  /**
   * Makes a request.
   *
   * @param atMost the time until the whole answer must be there
   * @throws MessagingClientException in every case but a proper answer
   */
  <T> T exchange(Request<T> request, Duration atMost) {
    return new Exchange<>(request, atMost).answer();
  }

  private final class Exchange<T> {
    private final Request<T> request;
    private final Duration atMost;

    Exchange(Request<T> request, Duration atMost) {
      this.request = request;
      this.atMost = atMost;
    }

    T answer() {
      return read(send());
    }

    private HttpResponse<byte[]> send() {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(request.address())
              .header("Content-Type", "text/xml; charset=utf-8")
              .header("Accept", "text/xml, application/soap+xml")
              .header("SOAPAction", '"' + request.action() + '"')
              .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
      request.key().ifPresent(key -> builder.header("Idempotency-Key", key));
      CompletableFuture<HttpResponse<byte[]>> answer =
          http.sendAsync(builder.build(), info -> new BoundedBody(maxAnswerBytes));
      try {
        // the request's own time-out would end with the header and leave the body without one
        return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw failed(e.getCause());
      } catch (TimeoutException e) {
        answer.cancel(true);
        throw lost("did not answer within " + seconds(atMost), e);
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw lost("had not answered when the thread was interrupted", e);
      }
    }

    private MessagingClientException failed(Throwable failure) {
      if (failure instanceof HttpConnectTimeoutException) {
        return unreachable("no connection within " + seconds(connectTimeout), failure);
      }
      if (failure instanceof ConnectException) {
        String reason = failure.getMessage();
        boolean unresolved =
            failure.getCause() instanceof UnknownHostException
                || rootOf(failure) instanceof UnresolvedAddressException;
        return unreachable(
            unresolved
                ? "the host name is not known"
                : reason == null ? "connection refused" : reason.toLowerCase(Locale.ROOT),
            failure);
      }
      if (failure instanceof SSLHandshakeException) {
        return unreachable("the TLS handshake failed: " + failure.getMessage(), failure);
      }
      if (failure instanceof BoundedBody.TooLargeException) {
        return changed(unexpected(failure.getMessage(), failure));
      }
      if (failure instanceof IOException) {
        return lost("broke the connection off without an answer", failure);
      }
      throw new IllegalStateException("The HTTP client failed", failure);
    }

    private T read(HttpResponse<byte[]> response) {
      Reply<T> reply;
      try {
        reply =
            Reply.read(
                response.body(), charset(response), request.replyName(), request.replyType());
      } catch (XMLStreamException | JAXBException e) {
        throw notSoap(response, e);
      }
      if (reply.failed() || reply.exceptionInfo().isPresent()) {
        throw refused(response, reply);
      }
      return reply
          .body()
          .orElseThrow(
              () ->
                  changed(unexpected("The answer has no %s".formatted(request.replyName()), null)));
    }

    private MessagingClientException refused(HttpResponse<byte[]> response, Reply<T> reply) {
      if (reply.exceptionInfo().isEmpty()) {
        return refusedBare(response, reply.fault());
      }
      SoExceptionInfo info = reply.exceptionInfo().get();
      String code = info.exceptionType == null ? "" : info.exceptionType;
      String friendly = info.friendlyText == null ? "" : info.friendlyText;
      String message = info.message == null || info.message.isEmpty() ? friendly : info.message;
      if (message.isEmpty()) {
        message = "The server refused the call with " + code;
      }
      return switch (code) {
        case "NOT_AUTHENTICATED" -> new NotAuthenticatedException(message, null);
        case "TRY_AGAIN", "INTERNAL_ERROR" ->
            new TryLaterException(message, null, retryAfter(response));
        default -> new RejectedException(message, code, friendly, parameters(info));
      };
    }

    /** A Fault of a server or gateway that is not ours. */
    private MessagingClientException refusedBare(
        HttpResponse<byte[]> response, Optional<Reply.Fault> fault) {
      String reason = fault.map(Reply.Fault::reason).filter(text -> !text.isEmpty()).orElse("");
      String message =
          reason.isEmpty() ? "The server refused the call and did not say why" : reason;
      return switch (response.statusCode()) {
        case 401 -> new NotAuthenticatedException(message, null);
        case 429, 503 -> new TryLaterException(message, null, retryAfter(response));
        default ->
            new RejectedException(message, fault.map(Reply.Fault::code).orElse(""), "", Map.of());
      };
    }

    /** An answer of something in between, or of something else at this address. */
    private MessagingClientException notSoap(HttpResponse<byte[]> response, Exception cause) {
      int status = response.statusCode();
      if (status == 200 && beginsLikeSoap(response.body())) {
        return lost("began a SOAP answer that cannot be read to its end", cause);
      }
      return switch (status) {
        case 401 ->
            new NotAuthenticatedException(
                "%s asks for HTTP authentication (status 401), which this client does not do"
                    .formatted(request.address()),
                cause);
        case 429, 503 ->
            new TryLaterException(
                "%s is not available now (HTTP status %d); try again later"
                    .formatted(request.address(), status),
                cause,
                retryAfter(response));
        case 408, 500, 502, 504 ->
            lost("answered with HTTP status %d and no SOAP".formatted(status), cause);
        case 301, 302, 303, 307, 308 ->
            unexpected(
                "HTTP status %d sends elsewhere, to %s"
                    .formatted(
                        status, response.headers().firstValue("Location").orElse("no address")),
                cause);
        default ->
            unexpected(
                "HTTP status %d with %s in place of a SOAP answer"
                    .formatted(
                        status, response.headers().firstValue("Content-Type").orElse("no content")),
                cause);
      };
    }

    private MessagingClientException unreachable(String reason, Throwable cause) {
      return new UnreachableException(
          "Cannot reach %s: %s; check the address, and that the server runs"
              .formatted(server(), reason),
          cause);
    }

    private MessagingClientException unexpected(String what, Throwable cause) {
      return new UnexpectedAnswerException(
          "%s does not answer like a messaging agent (%s); check the address"
              .formatted(request.address(), what),
          cause);
    }

    private MessagingClientException lost(String how, Throwable cause) {
      return switch (request.effect()) {
        case NONE ->
            new TryLaterException(
                "%s %s; try again later".formatted(server(), how), cause, Optional.empty());
        case CHANGE ->
            new OutcomeUnknownException(
                "%s %s; it is not known whether the call was done".formatted(server(), how), cause);
      };
    }

    /** What is no use as an answer does not undo a change that may have been made. */
    private MessagingClientException changed(MessagingClientException failure) {
      return switch (request.effect()) {
        case NONE -> failure;
        case CHANGE -> new OutcomeUnknownException(failure.getMessage(), failure);
      };
    }

    private String server() {
      return request.address().getScheme() + "://" + request.address().getRawAuthority();
    }
  }

  /** Without a length, an answer that broke off looks like one that ended. */
  private static boolean beginsLikeSoap(byte[] body) {
    int length = Math.min(body.length, 512);
    return new String(body, 0, length, StandardCharsets.UTF_8).contains("Envelope");
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static Map<String, String> parameters(SoExceptionInfo info) {
    Map<String, String> parameters = new LinkedHashMap<>();
    List<SoExceptionInfoParametersKeyValuePair> pairs =
        info.parameters == null ? List.of() : info.parameters;
    for (SoExceptionInfoParametersKeyValuePair parameter : pairs) {
      if (parameter != null && parameter.key != null) {
        parameters.put(parameter.key, parameter.value == null ? "" : parameter.value);
      }
    }
    return parameters;
  }

  /** The charset that the Content-Type names, where this machine has it. */
  private static Optional<String> charset(HttpResponse<?> response) {
    Matcher matcher = CHARSET.matcher(response.headers().firstValue("Content-Type").orElse(""));
    try {
      return matcher.find() && Charset.isSupported(matcher.group(1))
          ? Optional.of(Charset.forName(matcher.group(1)).name())
          : Optional.empty();
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  /** Seconds or a date (RFC 9110 section 10.2.3); what is neither does not count. */
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    String value = response.headers().firstValue("Retry-After").orElse("").strip();
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Duration until =
          Duration.between(
              Instant.now(),
              ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isNegative() ? Optional.empty() : Optional.of(until);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
