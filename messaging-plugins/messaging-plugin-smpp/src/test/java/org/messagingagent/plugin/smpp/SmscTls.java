package org.messagingagent.plugin.smpp;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of an SMSC, made by the JDK's keytool, in a file that is its trust store as well.
 *
 * @param context what the SMSC's side encrypts with
 */
record SmscTls(Path store, SSLContext context) {

  static final String PASSWORD = "changeit";

  /**
   * @param name for whom it is, such as {@code dns:localhost}
   * @param validity arguments of keytool that say when it is valid
   */
  static SmscTls of(Path directory, String name, String... validity) throws Exception {
    Path store = directory.resolve("smsc-%s.p12".formatted(name.replace(':', '-')));
    Process keytool =
        new ProcessBuilder(
                concat(
                    new String[] {
                      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                      "-genkeypair",
                      "-alias",
                      "smsc",
                      "-keyalg",
                      "EC",
                      "-dname",
                      "CN=smsc",
                      "-ext",
                      "san=" + name,
                      "-keystore",
                      store.toString(),
                      "-storetype",
                      "PKCS12",
                      "-storepass",
                      PASSWORD
                    },
                    validity))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed");
    }
    return new SmscTls(store, context(store));
  }

  ServerSocket serverSocket() throws IOException {
    return context.getServerSocketFactory().createServerSocket();
  }

  private static SSLContext context(Path store) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static String[] concat(String[] one, String[] other) {
    String[] all = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }
}
