package org.messagingagent.server.soap;

import java.util.Locale;
import java.util.Optional;

/** The two services of the contract, by the name of their address. */
public enum SoapService {
  MESSAGING("Messaging"),
  SO_PRINCIPAL("SoPrincipal");

  private final String serviceName;

  SoapService(String serviceName) {
    this.serviceName = serviceName;
  }

  /** The name in addresses and actions, such as {@code Messaging} in {@code Messaging.svc}. */
  public String serviceName() {
    return serviceName;
  }

  /** The service of this name, without regard to case. */
  public static Optional<SoapService> named(String name) {
    for (SoapService service : values()) {
      if (service.serviceName.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }
}
