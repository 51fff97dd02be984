package org.messagingagent.plugin.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.messagingagent.spi.PluginSettingException;

/** Certificates of authorities from a file in PEM. */
final class TrustedCertificates {

  private static final long LARGEST_FILE = 1 << 20;

  private TrustedCertificates() {}

  /**
   * The certificates of a file.
   *
   * @throws PluginSettingException where it cannot be read or holds none
   */
  static KeyStore read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw problem(file, "is larger than 1 MiB");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates(file)) {
        store.setCertificateEntry(Integer.toString(++number), certificate);
      }
      if (number == 0) {
        throw problem(file, "holds none");
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw problem(file, "holds something else");
    } catch (IOException e) {
      throw problem(file, "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(bytes);
    }
  }

  private static PluginSettingException problem(Path file, String what) {
    return new PluginSettingException(
        WebhookSettings.TRUSTED,
        "must be a file of certificates in PEM; %s %s".formatted(file, what));
  }
}
