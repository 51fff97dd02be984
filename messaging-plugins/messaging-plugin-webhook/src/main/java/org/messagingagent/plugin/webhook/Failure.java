package org.messagingagent.plugin.webhook;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;

/** Why there was no answer, in words for an operator. */
final class Failure {

  private static final int DEEPEST = 10;

  private Failure() {}

  /**
   * What happened.
   *
   * @param receiver host and port
   */
  static String words(Throwable failure, String receiver) {
    if (failure instanceof AddressNotAllowedException) {
      return failure.getMessage();
    }
    if (failure instanceof UnknownHostException) {
      return "No address is known of " + receiver;
    }
    if (failure instanceof SocketTimeoutException
        || failure instanceof ConnectException
        || failure instanceof NoRouteToHostException) {
      return receiver + " cannot be reached";
    }
    if (failure instanceof TimeoutException || failure instanceof InterruptedIOException) {
      return receiver + " did not answer in time";
    }
    if (failure instanceof RejectedExecutionException) {
      return "Too many requests wait for " + receiver;
    }
    if (failure instanceof SSLException) {
      return tls(failure, receiver);
    }
    if (failure instanceof HttpResponseException answered) {
      return cause(failure, HttpException.class).isPresent()
          ? "What %s answered is no HTTP".formatted(receiver)
          : "The proxy answered %d for %s".formatted(answered.getResponse().getStatus(), receiver);
    }
    return "The connection to %s was lost".formatted(receiver);
  }

  private static String tls(Throwable failure, String receiver) {
    if (cause(failure, CertificateExpiredException.class).isPresent()) {
      return "The certificate of %s has expired".formatted(receiver);
    }
    if (cause(failure, CertificateNotYetValidException.class).isPresent()) {
      return "The certificate of %s is not valid yet".formatted(receiver);
    }
    return cause(failure, CertificateException.class)
        .map(
            certificate ->
                isOtherHost(certificate)
                    ? "The certificate of %s is for another host".formatted(receiver)
                    : "The certificate of %s is not trusted".formatted(receiver))
        .orElseGet(() -> "%s does not speak TLS as it should".formatted(receiver));
  }

  /** The JDK has no exception of its own for it. */
  private static boolean isOtherHost(Throwable certificate) {
    String message = String.valueOf(certificate.getMessage());
    return message.startsWith("No ") && message.contains("matching")
        || message.contains("subject alternative");
  }

  private static Optional<Throwable> cause(Throwable failure, Class<?> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (type.isInstance(at)) {
        return Optional.of(at);
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
