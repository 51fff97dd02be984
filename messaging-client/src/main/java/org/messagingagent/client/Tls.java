package org.messagingagent.client;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom the client trusts and what it shows, read from files. */
final class Tls {

  private Tls() {}

  /** A context that knows nobody, for connections without TLS: quick to make. */
  static SSLContext none() {
    return context(new KeyManager[0], new TrustManager[0]);
  }

  /**
   * @param trusted empty for the JDK's own list
   * @param shown empty where the client shows no certificate
   */
  static SSLContext context(Optional<TrustManager[]> trusted, Optional<KeyManager[]> shown) {
    return context(shown.orElse(null), trusted.orElse(null)); // null is the JDK's default
  }

  /** Trusts who has a certificate of these authorities; PEM, one or several in a file. */
  static TrustManager[] trusting(Path file) {
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException e) {
      throw unreadable("certificates", file, e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "%s holds no certificates in PEM (-----BEGIN CERTIFICATE-----)".formatted(file), e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no certificates in PEM (-----BEGIN CERTIFICATE-----)".formatted(file));
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + ++number, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("Certificates of %s cannot be used".formatted(file), e);
    }
  }

  /** Shows the certificate of a key store (PKCS#12 or JKS) and proves it with the key in it. */
  static KeyManager[] showing(Path file, String password) {
    char[] secret = password.toCharArray();
    try {
      KeyStore store = KeyStore.getInstance(existing(file), secret);
      if (!hasKey(store)) {
        throw new IllegalArgumentException(
            "%s holds no private key with its certificate".formatted(file));
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, secret);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw unreadable("a client certificate", file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "%s is no key store (PKCS#12 or JKS) that this password opens".formatted(file), e);
    }
  }

  private static File existing(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return file.toFile();
  }

  private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return true;
      }
    }
    return false;
  }

  private static IllegalArgumentException unreadable(String what, Path file, IOException cause) {
    String reason =
        cause instanceof NoSuchFileException
            ? "there is no such file"
            : "it cannot be read, or the password is wrong";
    return new IllegalArgumentException(
        "Cannot read %s from %s: %s".formatted(what, file, reason), cause);
  }

  private static SSLContext context(KeyManager[] shown, TrustManager[] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no TLS that works", e);
    }
  }
}
