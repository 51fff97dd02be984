package org.messagingagent.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.messagingagent.server.http.Exchange;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who asks: whoever can read the data directory brings the token, others an operator's
 * name and password. Safe for use by many threads.
 */
final class Authenticator {

  private static final Logger log = LoggerFactory.getLogger(Authenticator.class);

  private static final String BASIC = "Basic ";
  private static final int LONGEST_HEADER = 4_096;

  /** Of one user from one address, and of one address whatever the user. */
  private static final int USER_FAILURES = 5;

  private static final int ADDRESS_FAILURES = 20;
  private static final int REMEMBERED = 10_000;

  private final byte[] token;
  private final OperatorLogOn operators;
  private final LockOut users;
  private final LockOut addresses;
  private final RecentLogOns recent;
  private final LogThrottle throttle = new LogThrottle(Duration.ofSeconds(1));

  Authenticator(String token, OperatorLogOn operators, LongSupplier nanoTime) {
    this.token = ("Bearer " + token).getBytes(UTF_8);
    this.operators = operators;
    this.users = new LockOut(USER_FAILURES, REMEMBERED, nanoTime);
    this.addresses = new LockOut(ADDRESS_FAILURES, REMEMBERED, nanoTime);
    this.recent = new RecentLogOns(nanoTime);
  }

  /** Who asks, or why that is nobody. */
  record Result(Optional<Actor> actor, String problem, Optional<Duration> pause) {

    private static Result of(String name, InetAddress address) {
      return new Result(
          Optional.of(new Actor(name, address.getHostAddress())), "", Optional.empty());
    }

    private static Result refused(String problem) {
      return new Result(Optional.empty(), problem, Optional.empty());
    }
  }

  Result check(Exchange exchange) {
    String given = exchange.header("Authorization").orElse("");
    if (MessageDigest.isEqual(given.getBytes(UTF_8), token)) {
      return Result.of(Actor.LOCAL_TOKEN, exchange.remoteAddress());
    }
    if (!given.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Result.refused(
          given.isEmpty()
              ? "Say who you are: an operator's name and password, or the token of the data"
                  + " directory"
              : "The token is wrong; the one in force is in the server's data directory");
    }
    Optional<String[]> pair = pair(given);
    return pair.isEmpty()
        ? Result.refused("The Authorization header is not 'Basic' with a name and a password")
        : check(pair.get()[0], pair.get()[1], exchange.remoteAddress());
  }

  private Result check(String name, String password, InetAddress from) {
    if (recent.knows(name, password)) {
      return Result.of(name, from);
    }
    String address = from.getHostAddress();
    String user = address + " " + name;
    Optional<Duration> wait = users.attempt(user).or(() -> addresses.attempt(address));
    if (wait.isPresent()) {
      return new Result(Optional.empty(), "Too many failed log-ons; try again later", wait);
    }
    if (!operators.admits(name, password)) {
      throttle.log(
          suppressed -> log.warn("An operator's log-on from {} failed{}", address, suppressed));
      return Result.refused("The name or the password is wrong, or the user is no operator");
    }
    users.succeeded(user);
    addresses.succeeded(address);
    recent.add(name, password);
    return Result.of(name, from);
  }

  private static Optional<String[]> pair(String header) {
    if (header.length() > LONGEST_HEADER) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new String[] {pair.substring(0, colon), pair.substring(colon + 1)});
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
