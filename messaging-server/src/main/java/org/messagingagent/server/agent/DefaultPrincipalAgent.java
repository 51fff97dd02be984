package org.messagingagent.server.agent;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.auth.AuthenticatorFailedException;
import org.messagingagent.server.auth.LogOn;
import org.messagingagent.server.auth.LogOn.LoggedOn;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.auth.TooManyLogOnsException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logging on with the users of the store, or those of the application. */
public final class DefaultPrincipalAgent implements PrincipalAgent {

  private static final Logger log = LoggerFactory.getLogger(DefaultPrincipalAgent.class);
  private static final long DISK_SECONDS = 30;

  private final LogThrottle storeLog = new LogThrottle(Duration.ofSeconds(10));
  private final LogOn logOn;

  public DefaultPrincipalAgent(LogOn logOn) {
    this.logOn = logOn;
  }

  @Override
  public Authentication authenticateUsernamePassword(
      Caller caller, String userName, String password) {
    try {
      Optional<LoggedOn> loggedOn =
          logOn
              .withPassword(userName, password)
              .toCompletableFuture()
              .get(DISK_SECONDS, TimeUnit.SECONDS);
      if (loggedOn.isEmpty()) {
        log.info("User {} was refused: unknown, or a wrong password", forLog(userName));
      }
      return loggedOn
          .map(user -> Authentication.of(user.user(), user.ticket()))
          .orElseGet(Authentication::refused);
    } catch (TooManyLogOnsException e) {
      throw new TryAgainException("Too many log-ons wait for their turn; try again in a moment");
    } catch (AuthenticatorFailedException e) {
      throw new TryAgainException(
          "The log-on could not be completed: who knows the user does not answer; try again later");
    } catch (ExecutionException | TimeoutException | StoreException e) {
      storeLog.log(
          suppressed ->
              log.error("A log-on failed in the store: {}{}", e.getMessage(), suppressed, e));
      throw new TryAgainException(
          "The log-on could not be completed: the server's store has a problem; try again later");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryAgainException("The server stops; log on again later");
    }
  }

  @Override
  public Authentication authenticateImplicit(Caller caller) {
    return Authentication.refused();
  }

  @Override
  public Authentication authenticateGeneric(Caller caller, Map<String, String> data) {
    return Authentication.refused();
  }

  @Override
  public Authentication authenticateWithAccessToken(Caller caller, String accessToken) {
    return Authentication.refused();
  }

  /** A ticket may be given as the user name; and a name may hold anything. */
  private static String forLog(String userName) {
    if (userName.startsWith(Tickets.PREFIX)) {
      return "(a ticket)";
    }
    String plain = userName.replaceAll("\\p{Cntrl}", "?");
    return "'" + (plain.length() <= 80 ? plain : plain.substring(0, 80) + "…") + "'";
  }
}
