package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Where the two services are, and in which contract they are spoken to. */
final class Addresses {

  private static final SortedSet<Integer> CONTRACTS =
      new TreeSet<>(java.util.List.of(73, 75, 80, 81, 82, 83, 84, 85, 86, 87, 88));

  /** What an address pasted from elsewhere may end in, beyond the root of the services. */
  private static final Pattern SERVICE_TAIL =
      Pattern.compile("/Services\\d+(/[A-Za-z]*\\.svc)?/?$", Pattern.CASE_INSENSITIVE);

  private final String root;
  private final int contract;
  private final String namespace;
  private final URI messaging;
  private final URI principal;

  private Addresses(String root, int contract) {
    this.root = root;
    this.contract = contract;
    this.namespace = Namespaces.SERVICE_PREFIX + contract;
    this.messaging = service("Messaging");
    this.principal = service("SoPrincipal");
  }

  static Addresses of(String base, int contract) {
    if (!CONTRACTS.contains(contract)) {
      throw new IllegalArgumentException(
          "Contract %d is not known; use one of %s".formatted(contract, CONTRACTS));
    }
    URI uri;
    try {
      uri = URI.create(requireNonNull(base, "base address is null").strip());
    } catch (IllegalArgumentException e) {
      throw unusable(base, e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http || uri.getHost() == null) {
      throw unusable(base, null);
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The address of host %s has more than a path; give user and password on their own"
              .formatted(uri.getHost()));
    }
    String path = SERVICE_TAIL.matcher(uri.getRawPath()).replaceFirst("");
    path = path.replaceFirst("/+$", "");
    if (!path.toLowerCase(Locale.ROOT).endsWith("/remote")) {
      path += "/Remote";
    }
    return new Addresses(scheme + "://" + uri.getRawAuthority() + path, contract);
  }

  private static IllegalArgumentException unusable(String base, Throwable cause) {
    boolean secret = base.contains("@"); // it may hold a password, and the cause quotes it
    String shown = secret ? "given" : "'" + base + "'";
    return new IllegalArgumentException(
        "The address %s is no http or https URL with a host; give one such as http://127.0.0.1:8087"
            .formatted(shown),
        secret ? null : cause);
  }

  URI messaging() {
    return messaging;
  }

  URI principal() {
    return principal;
  }

  String namespace() {
    return namespace;
  }

  boolean isSecure() {
    return root.startsWith("https:");
  }

  int contract() {
    return contract;
  }

  private URI service(String name) {
    return URI.create(root + "/Services" + contract + "/" + name + ".svc");
  }
}
