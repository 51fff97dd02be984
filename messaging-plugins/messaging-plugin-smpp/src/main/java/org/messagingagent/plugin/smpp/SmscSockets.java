package org.messagingagent.plugin.smpp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/**
 * Opens connections to the SMSC.
 *
 * @param tls what encrypts them; empty for plain ones
 * @param serverName whom the certificate must be for; empty for the host
 */
record SmscSockets(Optional<SSLContext> tls, Optional<String> serverName) {

  /**
   * @throws PluginSettingException where a key or trust store cannot be used
   */
  static SmscSockets of(PluginSettings settings) {
    if (!settings.getBoolean(SmppSettings.TLS)) {
      return new SmscSockets(Optional.empty(), Optional.empty());
    }
    TrustManager[] trusted = null;
    if (settings.isSet(SmppSettings.TRUST_STORE)) {
      trusted = trusted(settings);
    }
    KeyManager[] keys = null;
    if (settings.isSet(SmppSettings.KEY_STORE)) {
      keys = keys(settings);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return new SmscSockets(
          Optional.of(context), settings.get(SmppSettings.TLS_SERVER_NAME).map(String::trim));
    } catch (GeneralSecurityException e) {
      throw new PluginSettingException(SmppSettings.TLS, "cannot be used here: " + e.getMessage());
    }
  }

  /**
   * Connects, and encrypts where that is wanted.
   *
   * @param timeout for connecting, and again for the handshake
   * @param patience see {@link SmscConnection}
   */
  SmscConnection connect(String host, int port, Duration timeout, Duration patience)
      throws IOException {
    int millis = (int) timeout.toMillis();
    Socket socket = new Socket();
    try {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UnknownHostException("the name " + host + " is not known");
      }
      socket.connect(address, millis);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis);
      return new SmscConnection(tls.isPresent() ? encrypted(socket, host, port) : socket, patience);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Socket encrypted(Socket socket, String host, int port) throws IOException {
    SSLSocket encrypted =
        (SSLSocket)
            tls.orElseThrow()
                .getSocketFactory()
                .createSocket(socket, serverName.orElse(host), port, true);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    try {
      encrypted.startHandshake();
      // The JDK does not look when a certificate is valid that is itself in the trust store.
      if (encrypted.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
        certificate.checkValidity();
      }
    } catch (SSLException | CertificateException e) {
      throw new SSLException("TLS failed: " + BindException.reason(e), e);
    }
    return encrypted;
  }

  private static TrustManager[] trusted(PluginSettings settings) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(
          store(
              settings,
              SmppSettings.TRUST_STORE,
              settings.get(SmppSettings.TRUST_STORE_PASSWORD).map(String::toCharArray)));
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(settings, SmppSettings.TRUST_STORE, e);
    }
  }

  private static KeyManager[] keys(PluginSettings settings) {
    try {
      char[] password = settings.get(SmppSettings.KEY_STORE_PASSWORD).orElse("").toCharArray();
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store(settings, SmppSettings.KEY_STORE, Optional.of(password)), password);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(settings, SmppSettings.KEY_STORE, e);
    }
  }

  private static KeyStore store(PluginSettings settings, String key, Optional<char[]> password)
      throws GeneralSecurityException, IOException {
    Path file = settings.getPath(key);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.orElse(null));
    }
    return store;
  }

  private static PluginSettingException unusable(
      PluginSettings settings, String key, Exception cause) {
    return new PluginSettingException(
        key,
        "must be a PKCS #12 or JKS file that can be read with its password, was '%s' (%s)"
            .formatted(settings.getPath(key), cause.getClass().getSimpleName()));
  }
}
