package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

class WsdlDocumentsTest {

  private static final String ADDRESS = "https://example.org/Remote/Messaging.svc?a=1&b=<\">";

  private final WsdlDocuments documents = new WsdlDocuments();

  static Stream<Arguments> contracts() {
    return Stream.of(SoapService.values())
        .flatMap(service -> Contract.NUMBERS.stream().map(number -> Arguments.of(service, number)));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void isTheContractThatItsFingerprintWasTakenOf(SoapService service, int number) {
    assertThat(sha256(WsdlListing.of(served(service, number))))
        .isEqualTo(fingerprints().getProperty(service.serviceName() + "." + number));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void isThePublishedContract(SoapService service, int number) throws IOException {
    Optional<Path> published =
        Published.file("Services%d-%s.wsdl".formatted(number, service.serviceName()));
    assumeTrue(published.isPresent(), "the published contract is not at hand");

    assertThat(WsdlListing.of(served(service, number)))
        .isEqualTo(WsdlListing.of(Answer.parse(Files.readAllBytes(published.get()))));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void hasTheAddressAndNothingOfHowItIsDerived(SoapService service, int number) {
    byte[] wsdl = documents.document(service, number, ADDRESS);

    assertThat(
            Answer.parse(wsdl)
                .getElementsByTagNameNS("http://schemas.xmlsoap.org/wsdl/soap/", "address")
                .item(0)
                .getAttributes()
                .getNamedItem("location")
                .getNodeValue())
        .isEqualTo(ADDRESS);
    assertThat(new String(wsdl, StandardCharsets.UTF_8))
        .doesNotContain("since=", "until=", "messagingagent", "<!--")
        .contains("wsdl:documentation");
  }

  @Test
  void aNumberWithoutContractIsRefused() {
    assertThatThrownBy(() -> documents.document(SoapService.MESSAGING, 74, ADDRESS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("74");
  }

  private Document served(SoapService service, int number) {
    return Answer.parse(documents.document(service, number, ADDRESS));
  }

  private static Properties fingerprints() {
    try (InputStream in = WsdlDocumentsTest.class.getResourceAsStream("contract.sha256")) {
      Properties fingerprints = new Properties();
      fingerprints.load(in);
      return fingerprints;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
