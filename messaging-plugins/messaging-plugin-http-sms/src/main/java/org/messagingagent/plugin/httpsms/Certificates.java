package org.messagingagent.plugin.httpsms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust, and why somebody is not trusted. */
final class Certificates {

  private static final String EXPECTED =
      "must be a file of certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE";

  private Certificates() {}

  /**
   * Trusts the authorities in a file, and no others.
   *
   * @throws SettingFault where it cannot be read
   */
  static SSLContext trusting(String file) {
    Path path = Path.of(file.trim());
    try (InputStream in = Files.newInputStream(path)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new SettingFault("%s; '%s' has none".formatted(EXPECTED, path));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new SettingFault("%s; '%s' cannot be read".formatted(EXPECTED, path));
    } catch (CertificateException e) {
      throw new SettingFault("%s; '%s' is not".formatted(EXPECTED, path));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK has no TLS", e);
    }
  }

  /** Why a handshake failed, in words for an operator. */
  static String reason(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CertificateExpiredException) {
        return "its certificate has expired";
      }
      if (t instanceof CertificateNotYetValidException) {
        return "its certificate is not valid yet";
      }
      String message = String.valueOf(t.getMessage());
      if (t instanceof CertificateException && message.startsWith("No ")) {
        return "its certificate is for another host";
      }
      if (message.contains("unable to find valid certification path")
          || message.contains("Path does not chain")) {
        return "no trusted authority vouches for its certificate";
      }
    }
    return "the handshake failed (%s)".formatted(failure.getMessage());
  }
}
