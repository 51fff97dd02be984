package org.messagingagent.plugin.smtp;

import jakarta.mail.AuthenticationFailedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why there is no connection, in words for operators and callers. */
final class ConnectFailures {

  private static final int LONGEST = 300;
  private static final int DEEPEST = 20;

  /** How the library begins; the host has been named. */
  private static final Pattern GREETING =
      Pattern.compile("^Got bad greeting from SMTP host: .*?, response: ");

  private ConnectFailures() {}

  /** What went wrong while connecting to a host, or logging on there. */
  static ConnectFailedException of(MailHost host, Exception e, boolean timeIsOver) {
    boolean account = e instanceof AuthenticationFailedException;
    return new ConnectFailedException(
        "No connection to %s: %s".formatted(host, reason(e, timeIsOver)), e, account);
  }

  /** Why a connection failed; follows the name of the host. */
  static String reason(Exception e, boolean timeIsOver) {
    if (timeIsOver) {
      return "it took too long";
    }
    List<Throwable> chain = chain(e);
    if (find(chain, UnknownHostException.class).isPresent()) {
      return "no such host is known";
    }
    if (find(chain, SocketTimeoutException.class).isPresent()) {
      return "it did not answer in time";
    }
    Optional<SSLException> tls = find(chain, SSLException.class);
    if (tls.isPresent()) {
      return tlsReason(chain, tls.get());
    }
    if (e instanceof AuthenticationFailedException) {
      return "it does not take the user name with this password or token"
          + code(e.getMessage()).map(code -> " (" + code + ")").orElse("");
    }
    if (find(chain, ConnectException.class).isPresent()) {
      return "the connection was refused";
    }
    if (find(chain, NoRouteToHostException.class).isPresent()) {
      return "there is no route to it";
    }
    String text = chain.get(chain.size() - 1).getMessage();
    if (text == null) {
      return "the connection was lost";
    }
    return Texts.oneLine(
        GREETING
            .matcher(text)
            .replaceFirst("it answered ")
            .replace("it answered [EOF]", "[EOF]")
            .replace("[EOF]", "the connection was closed"),
        LONGEST);
  }

  private static String tlsReason(List<Throwable> chain, SSLException e) {
    if (find(chain, CertificateExpiredException.class).isPresent()) {
      return "its certificate has expired";
    }
    if (find(chain, CertificateNotYetValidException.class).isPresent()) {
      return "its certificate is not valid yet";
    }
    if (find(chain, CertPathBuilderException.class).isPresent()
        || find(chain, CertPathValidatorException.class).isPresent()) {
      return "its certificate is signed by nobody who is trusted";
    }
    if (find(chain, CertificateException.class).isPresent()) {
      return "its certificate is for another host";
    }
    return "encryption failed (%s)".formatted(Texts.oneLine(String.valueOf(e.getMessage()), 200));
  }

  /** The code of an answer, whose text might repeat what was sent. */
  private static Optional<String> code(String answer) {
    return answer != null && answer.matches("(?s)[245][0-9]{2}[ -].*")
        ? Optional.of(answer.substring(0, 3))
        : Optional.empty();
  }

  private static List<Throwable> chain(Throwable e) {
    List<Throwable> chain = new ArrayList<>();
    Throwable next = e;
    while (next != null && chain.size() < DEEPEST) {
      chain.add(next);
      next = next.getCause();
    }
    return chain;
  }

  private static <T> Optional<T> find(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
