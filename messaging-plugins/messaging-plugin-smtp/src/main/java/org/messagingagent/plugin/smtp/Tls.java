package org.messagingagent.plugin.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/**
 * Whom encrypted connections trust.
 *
 * @param verifyHost whether a certificate has to be for the host that is connected to
 */
record Tls(SSLSocketFactory factory, boolean verifyHost) {

  static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /**
   * As the settings say.
   *
   * @throws PluginSettingException where the file of certificates cannot be used
   */
  static Tls of(PluginSettings settings) {
    TrustManager[] trusted =
        settings.isSet(Declarations.TLS_TRUST)
            ? trusting(settings.getPath(Declarations.TLS_TRUST))
            : null;
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted, null);
      return new Tls(context.getSocketFactory(), settings.getBoolean(Declarations.TLS_VERIFY_HOST));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK has no TLS", e);
    }
  }

  private static TrustManager[] trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new PluginSettingException(
            Declarations.TLS_TRUST, "must have certificates in PEM; %s has none".formatted(file));
      }
      KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
      keys.load(null, null);
      for (Certificate certificate : certificates) {
        keys.setCertificateEntry("trusted-" + keys.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(keys);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new PluginSettingException(
          Declarations.TLS_TRUST,
          "must be a file of certificates in PEM that can be read, was '%s' (%s)"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }
}
