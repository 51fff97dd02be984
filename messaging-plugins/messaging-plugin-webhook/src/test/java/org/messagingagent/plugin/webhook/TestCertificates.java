package org.messagingagent.plugin.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority of our own and certificates that it signed, made by the JDK's keytool. */
final class TestCertificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final Path store;
  private final AtomicInteger servers = new AtomicInteger();

  private TestCertificates(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("certificates.p12");
  }

  static TestCertificates in(Path directory) throws Exception {
    TestCertificates made = new TestCertificates(directory);
    made.pair("ca", "-ext", "bc:c");
    made.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", made.authority().toString());
    return made;
  }

  /** The authority's certificate, in PEM. */
  Path authority() {
    return directory.resolve("ca.pem");
  }

  /** A server's side of TLS with a new certificate of this host, signed by the authority. */
  SSLContext server(String host, String... more) throws Exception {
    String alias = "server-" + servers.incrementAndGet();
    List<String> arguments = new ArrayList<>(List.of("-signer", "ca", "-ext", "san=dns:" + host));
    arguments.addAll(List.of(more));
    pair(alias, arguments.toArray(String[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(only(alias), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore only(String alias) throws GeneralSecurityException, IOException {
    char[] password = PASSWORD.toCharArray();
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(store)) {
      all.load(bytes, password);
    }
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
    return one;
  }

  private void pair(String alias, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
    arguments.addAll(List.of(more));
    keytool(arguments.toArray(String[]::new));
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Path output = directory.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("keytool failed: " + Files.readString(output));
    }
  }
}
