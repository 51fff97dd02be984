package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.messagingagent.server.agent.Authentication;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.PrincipalAgent;

/** Log-ons, counted by what came of them. */
final class ObservedLogOns implements PrincipalAgent {

  private static final String ACCEPTED = "accepted";
  private static final String REFUSED = "refused";
  private static final String FAILED = "failed";

  private final PrincipalAgent agent;
  private final Map<String, Counter> results;

  ObservedLogOns(PrincipalAgent agent, MeterRegistry registry) {
    this.agent = agent;
    this.results =
        Stream.of(ACCEPTED, REFUSED, FAILED)
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    result ->
                        Counter.builder("messaging.logons")
                            .description("Log-ons; failed ones could not be checked")
                            .tag("result", result)
                            .register(registry)));
  }

  @Override
  public Authentication authenticateUsernamePassword(
      Caller caller, String userName, String password) {
    return counted(() -> agent.authenticateUsernamePassword(caller, userName, password));
  }

  @Override
  public Authentication authenticateImplicit(Caller caller) {
    return counted(() -> agent.authenticateImplicit(caller));
  }

  @Override
  public Authentication authenticateGeneric(Caller caller, Map<String, String> data) {
    return counted(() -> agent.authenticateGeneric(caller, data));
  }

  @Override
  public Authentication authenticateWithAccessToken(Caller caller, String accessToken) {
    return counted(() -> agent.authenticateWithAccessToken(caller, accessToken));
  }

  private Authentication counted(Supplier<Authentication> logOn) {
    String result = FAILED;
    try {
      Authentication answer = logOn.get();
      result = answer.succeeded() ? ACCEPTED : REFUSED;
      return answer;
    } finally {
      results.get(result).increment();
    }
  }
}
