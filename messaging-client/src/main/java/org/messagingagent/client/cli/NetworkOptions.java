package org.messagingagent.client.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.SoapVersion;
import picocli.CommandLine.Option;

/** The options of every command that say how to get to the server and what is spoken there. */
final class NetworkOptions {

  private static final Pattern PROXY = Pattern.compile("(?<host>[^:/\\s]+):(?<port>\\d{1,5})");

  @Option(
      names = "--contract",
      paramLabel = "NN",
      defaultValue = "87",
      description = "The number of the contract: 73, 75, 80 to 88. Default ${DEFAULT-VALUE}.")
  private int contract;

  @Option(
      names = "--soap",
      paramLabel = "VERSION",
      defaultValue = "1.1",
      description = "The SOAP version to write: 1.1 or 1.2. Default ${DEFAULT-VALUE}.")
  private String soap;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "The HTTP proxy to go through, default MESSAGING_PROXY.")
  private String proxy;

  @Option(
      names = "--proxy-user",
      paramLabel = "NAME",
      description =
          "The user at the proxy, whose password is in MESSAGING_PROXY_PASSWORD. For https"
              + " addresses Java has to be started with -Djdk.http.auth.tunneling.disabledSchemes=")
  private String proxyUser;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "Certificates in PEM of the authorities to trust, and no others; those of Java unless"
              + " given.")
  private Path trusted;

  @Option(
      names = "--client-certificate",
      paramLabel = "FILE",
      description =
          "A certificate with its key (PKCS#12) to show to the server; the password of the file is"
              + " in MESSAGING_CERTIFICATE_PASSWORD.")
  private Path certificate;

  void apply(MessagingClient.Builder builder, Surroundings surroundings) {
    builder.contract(contract).soapVersion(version());
    String through = proxy == null ? surroundings.variable("MESSAGING_PROXY").orElse("") : proxy;
    if (!through.isEmpty()) {
      Matcher parts = PROXY.matcher(through);
      if (!parts.matches()) {
        throw new UsageException("'%s' is no proxy; give HOST:PORT".formatted(through));
      }
      builder.proxy(parts.group("host"), Integer.parseInt(parts.group("port")));
    }
    if (proxyUser != null) {
      builder.proxyUser(proxyUser, secret("MESSAGING_PROXY_PASSWORD", surroundings));
    }
    if (trusted != null) {
      builder.trustedCertificates(trusted);
    }
    if (certificate != null) {
      builder.clientCertificate(
          certificate, secret("MESSAGING_CERTIFICATE_PASSWORD", surroundings));
    }
  }

  private SoapVersion version() {
    return switch (soap) {
      case "1.1" -> SoapVersion.SOAP_1_1;
      case "1.2" -> SoapVersion.SOAP_1_2;
      default -> throw new UsageException("--soap must be 1.1 or 1.2, was " + soap);
    };
  }

  private static String secret(String variable, Surroundings surroundings) {
    return surroundings
        .variable(variable)
        .orElseThrow(() -> new UsageException("No password is given; set " + variable));
  }
}
