package org.messagingagent.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What a failed exchange with an address means, in the client's exceptions and words. */
record Failures(URI address, Effect effect) {

  /**
   * @param sent whether the server may have the request
   */
  MessagingClientException of(Throwable failure, boolean sent) {
    if (failure instanceof HttpConnectTimeoutException) {
      return unreachable("no connection came about in time", failure);
    }
    // under TLS 1.3 a server refuses a certificate after the client has begun to send
    if (failure instanceof SSLHandshakeException || failure instanceof SSLException && !sent) {
      return new UnreachableException(
          "Cannot reach %s: the TLS handshake failed: %s; check the address, and the certificates of both sides"
              .formatted(server(), failure.getMessage()),
          failure);
    }
    if (failure instanceof ConnectException && !sent) {
      return unreachable(whyNotConnected(failure), failure);
    }
    if (failure instanceof BoundedBody.TooLargeException) {
      return changed(unexpected(failure.getMessage(), failure));
    }
    if (!sent) {
      return unreachable(beforeSent(failure), failure);
    }
    return lost(
        failure instanceof IOException
            ? "broke the connection off without an answer"
            : "gave no answer that this client could take",
        failure);
  }

  private static String whyNotConnected(Throwable failure) {
    boolean unresolved =
        failure.getCause() instanceof UnknownHostException
            || rootOf(failure) instanceof UnresolvedAddressException;
    if (unresolved) {
      return "the host name is not known";
    }
    String reason = failure.getMessage();
    return reason == null ? "connection refused" : reason.toLowerCase(Locale.ROOT);
  }

  /** Mostly a proxy's refusal of a tunnel, which the JDK words "Tunnel failed, got: 403". */
  private static String beforeSent(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    return reason.startsWith("Tunnel failed")
        ? "the proxy refuses the connection (%s)".formatted(reason)
        : "the connection ended before the request was sent (%s)".formatted(reason);
  }

  /** Stopped before anything of it, or of its next part, was begun. */
  static MessagingClientException notSent(String why) {
    return new TryLaterException(
        "The call %s; nothing was sent".formatted(why), null, Optional.empty());
  }

  MessagingClientException noTurn(Duration atMost) {
    return new TryLaterException(
        "As many calls as concurrentCalls allows were under way for %s; nothing was sent"
            .formatted(seconds(atMost)),
        null,
        Optional.empty());
  }

  MessagingClientException tooLate(boolean sent, Duration atMost) {
    return sent
        ? lost("did not answer within " + seconds(atMost), null)
        : unreachable("no connection within " + seconds(atMost), null);
  }

  /** Stopped by the caller before an end was known. */
  MessagingClientException stopped(boolean sent, String why) {
    return sent
        ? lost("had not answered when the call " + why, null)
        : new TryLaterException(
            "The call %s before it was sent to %s".formatted(why, server()),
            null,
            Optional.empty());
  }

  MessagingClientException unreachable(String reason, Throwable cause) {
    return new UnreachableException(
        "Cannot reach %s: %s; check the address, and that the server runs"
            .formatted(server(), reason),
        cause);
  }

  MessagingClientException unexpected(String what, Throwable cause) {
    return new UnexpectedAnswerException(
        "%s does not answer like a messaging agent (%s); check the address"
            .formatted(address, what),
        cause);
  }

  MessagingClientException lost(String how, Throwable cause) {
    return switch (effect) {
      case NONE ->
          new TryLaterException(
              "%s %s; try again later".formatted(server(), how), cause, Optional.empty());
      case CHANGE ->
          new OutcomeUnknownException(
              "%s %s; it is not known whether the call was done".formatted(server(), how), cause);
    };
  }

  /** What is no use as an answer does not undo a change that may have been made. */
  MessagingClientException changed(MessagingClientException failure) {
    return switch (effect) {
      case NONE -> failure;
      case CHANGE ->
          new OutcomeUnknownException(
              failure.getMessage() + "; it is not known whether the call was done", failure);
    };
  }

  private String server() {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
