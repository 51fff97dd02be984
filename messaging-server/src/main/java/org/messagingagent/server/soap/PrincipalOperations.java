package org.messagingagent.server.soap;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.server.agent.Authentication;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.PrincipalAgent;
import org.messagingagent.wire.AuthenticateGeneric;
import org.messagingagent.wire.AuthenticateResponse;
import org.messagingagent.wire.AuthenticateUsernamePassword;
import org.messagingagent.wire.AuthenticateWithAccessToken;
import org.messagingagent.wire.AuthenticationGenericDataKeyValuePair;
import org.messagingagent.wire.GetSystemInfoResponse;
import org.messagingagent.wire.SoCredentials;
import org.messagingagent.wire.SoPrincipalCarrier;
import org.messagingagent.wire.SoSystemInfoCarrier;
import org.messagingagent.wire.UserType;

/** Translates between the contract's carriers and the agent's values, and does nothing else. */
final class PrincipalOperations {

  private final PrincipalAgent agent;

  PrincipalOperations(PrincipalAgent agent) {
    this.agent = agent;
  }

  /** Name and contracts; who is not logged on learns no product version. */
  GetSystemInfoResponse getSystemInfo() {
    GetSystemInfoResponse response = new GetSystemInfoResponse();
    response.systemInfo = new SoSystemInfoCarrier();
    response.systemInfo.description =
        Contract.NUMBERS.stream()
            .map(number -> "Services" + number)
            .collect(joining(", ", "Messaging agent; contracts: ", ""));
    return response;
  }

  AuthenticateResponse authenticateImplicit(Caller caller) {
    return carrier(agent.authenticateImplicit(caller));
  }

  AuthenticateResponse authenticateUsernamePassword(
      Caller caller, AuthenticateUsernamePassword request) {
    return carrier(
        agent.authenticateUsernamePassword(
            caller, Texts.read(request.userName), Texts.read(request.password)));
  }

  AuthenticateResponse authenticateGeneric(Caller caller, AuthenticateGeneric request) {
    List<AuthenticationGenericDataKeyValuePair> pairs =
        request.authenticationData == null ? List.of() : request.authenticationData;
    Map<String, String> data = new LinkedHashMap<>();
    for (AuthenticationGenericDataKeyValuePair pair : pairs) {
      Texts.putOnce(data, "AuthenticationData", pair.key, pair.value);
    }
    return carrier(agent.authenticateGeneric(caller, data));
  }

  AuthenticateResponse authenticateWithAccessToken(
      Caller caller, AuthenticateWithAccessToken request) {
    return carrier(agent.authenticateWithAccessToken(caller, Texts.read(request.accessToken)));
  }

  private static AuthenticateResponse carrier(Authentication authentication) {
    AuthenticateResponse carrier = new AuthenticateResponse();
    carrier.authenticationSucceeded = authentication.succeeded();
    if (authentication.succeeded()) {
      carrier.response = new SoPrincipalCarrier();
      carrier.response.userType = UserType.INTERNAL_ASSOCIATE;
      carrier.response.associate = Texts.write(authentication.userName());
      carrier.credentials = new SoCredentials();
      carrier.credentials.ticket = authentication.ticket();
    }
    return carrier;
  }
}
