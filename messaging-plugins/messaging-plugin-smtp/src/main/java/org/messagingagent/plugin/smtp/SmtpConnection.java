package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the server that takes mails. The mail library connects, encrypts and logs on;
 * what is said for each mail is said here, so that it is known how far it got. For one thread at a
 * time; {@link #abort} may be called by any.
 */
final class SmtpConnection extends SMTPTransport {

  private static final Logger log = LoggerFactory.getLogger(SmtpConnection.class);

  /** More than an answer ever has. */
  private static final long LONGEST_ANSWER = 64 * 1024;

  private final GuardedSockets sockets;
  private final Optional<String> ehloName;
  private Optional<OutputStream> content = Optional.empty();
  private boolean closed;

  private SmtpConnection(Session session, GuardedSockets sockets, Optional<String> ehloName) {
    super(session, null);
    this.sockets = sockets;
    this.ehloName = ehloName;
  }

  /**
   * Connects, encrypts and logs on.
   *
   * @param ehloName how we introduce ourselves; empty for our address
   */
  static SmtpConnection open(
      MailHost host,
      Optional<Credentials> credentials,
      Optional<String> ehloName,
      Watch watch,
      Deadline deadline)
      throws ConnectFailedException {
    GuardedSockets sockets =
        host.sockets(watch, deadline.orSooner(Deadline.in(host.connectTimeout())));
    Properties properties = host.properties(sockets);
    properties.put("mail.smtp.quitwait", "false");
    if (credentials.isPresent()) {
      properties.put("mail.smtp.auth", "true");
      properties.put("mail.smtp.auth.mechanisms", credentials.get().mechanisms());
    }
    SmtpConnection connection =
        new SmtpConnection(Session.getInstance(properties), sockets, ehloName);
    try {
      if (credentials.isPresent()) {
        connection.logOn(host, credentials.get());
      } else {
        connection.connect(host.host(), host.port(), null, null);
      }
      return connection;
    } catch (MessagingException | IOException | RuntimeException e) {
      connection.abort();
      ConnectFailedException failure = ConnectFailures.of(host, e, connection.wasCut());
      if (failure.refusesAccount()) {
        credentials.ifPresent(c -> c.password().refused());
      }
      throw failure;
    } finally {
      sockets.release();
    }
  }

  private void logOn(MailHost host, Credentials credentials)
      throws MessagingException, IOException {
    connect(host.host(), host.port(), credentials.username(), credentials.password().get());
    // The library goes on without a log-on where the server has none.
    if (!supportsExtension("AUTH") && !supportsExtension("AUTH=LOGIN")) {
      throw new IOException("it offers no log-on; leave username out where it needs none");
    }
  }

  @Override
  public synchronized String getLocalHost() {
    return ehloName.orElseGet(
        () -> sockets.last().map(socket -> literal(socket.getLocalAddress())).orElse("localhost"));
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress().replaceAll("%.*", "");
    return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
  }

  /**
   * Says a command and answers what the server says to it.
   *
   * @param line without its end
   */
  Reply command(String line) throws LinkLostException {
    allowAnswer();
    try {
      synchronized (this) {
        return replied(simpleCommand(line.getBytes(UTF_8)));
      }
    } catch (MessagingException e) {
      throw lost(e);
    }
  }

  /**
   * Asks to send the content.
   *
   * @return the server's answer where it does not want it
   */
  Optional<Reply> refusesData() throws LinkLostException {
    allowAnswer();
    try {
      synchronized (this) {
        content = Optional.of(data());
      }
      return Optional.empty();
    } catch (SMTPSendFailedException e) {
      return Optional.of(replied(e.getReturnCode()));
    } catch (MessagingException e) {
      throw lost(e);
    }
  }

  /**
   * Writes the content without the dot that ends it.
   *
   * @param bytes ends with CR LF
   */
  void write(byte[] bytes) throws LinkLostException {
    try {
      content.orElseThrow().write(bytes);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private Reply replied(int code) throws LinkLostException {
    String text = getLastServerResponse();
    if (code == -1 && "[EOF]".equals(text)) {
      throw new LinkLostException("The mail server closed the connection", null);
    }
    return Reply.of(code, text);
  }

  private LinkLostException lost(Exception e) {
    if (wasCut()) {
      return new LinkLostException("The mail server did not answer in time", e);
    }
    if (Thread.currentThread().isInterrupted()) {
      return new LinkLostException("The call was interrupted", e);
    }
    return new LinkLostException("The connection to the mail server was lost", e);
  }

  private void allowAnswer() {
    sockets.last().ifPresent(socket -> socket.allow(LONGEST_ANSWER));
  }

  /** The largest mail that the server says it takes. */
  OptionalLong largest() {
    String size = getExtensionParameter("SIZE");
    return size != null && size.matches("[1-9][0-9]{0,17}")
        ? OptionalLong.of(Long.parseLong(size))
        : OptionalLong.empty();
  }

  /** Cuts the connection when the deadline has come, unless that is closed before. */
  Watch.Watched cutAt(Deadline deadline, Watch watch) {
    return sockets.last().map(socket -> watch.cutAt(deadline, socket)).orElse(() -> {});
  }

  /** Whether the server still answers. */
  boolean isAlive() {
    try {
      return command("NOOP").isPositive();
    } catch (LinkLostException e) {
      return false;
    }
  }

  /** Whether it was ended because its time was over. */
  private boolean wasCut() {
    return sockets.last().map(GuardedSocket::wasCut).orElse(false);
  }

  /** Says goodbye, without waiting for an answer. */
  void quit() {
    sockets.last().ifPresent(socket -> socket.allow(LONGEST_ANSWER));
    end();
  }

  /** Ends it at once, whatever it is doing. */
  void abort() {
    sockets.abort();
    end();
  }

  private void end() {
    synchronized (sockets) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      close();
    } catch (MessagingException e) {
      log.debug("A connection did not close in order: {}", e.getMessage());
    } finally {
      sockets.abort();
    }
  }
}
