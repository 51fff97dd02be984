package org.messagingagent.plugin.httpsms;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.messagingagent.spi.callback.AddressList;
import org.messagingagent.spi.callback.BasicAuthentication;
import org.messagingagent.spi.callback.HmacSignature;

/** Reads from the settings who may call. */
final class GuardSettings {

  private GuardSettings() {}

  static Guard read(Layers layers) {
    return new Guard(
        layers.get(Keys.CALLBACK_PATH_SECRET),
        layers
            .get(Keys.CALLBACK_QUERY_SECRET)
            .map(secret -> new Guard.QuerySecret(layers.require(Keys.CALLBACK_QUERY_NAME), secret)),
        basic(layers),
        signature(layers),
        layers.get(Keys.CALLBACK_ADDRESSES).map(AddressList::parse));
  }

  private static Optional<BasicAuthentication> basic(Layers layers) {
    Optional<String> user = layers.get(Keys.CALLBACK_USER);
    Optional<String> password = layers.get(Keys.CALLBACK_PASSWORD);
    if (user.isPresent() != password.isPresent()) {
      layers.problem(
          user.isPresent() ? Keys.CALLBACK_PASSWORD : Keys.CALLBACK_USER,
          "is required with %s"
              .formatted(user.isPresent() ? Keys.CALLBACK_USER : Keys.CALLBACK_PASSWORD));
    }
    return user.flatMap(name -> password.map(word -> new BasicAuthentication(name, word)));
  }

  private static Optional<Guard.Signature> signature(Layers layers) {
    Optional<String> secret = layers.get(Keys.CALLBACK_HMAC_SECRET);
    Optional<String> header = layers.get(Keys.CALLBACK_HMAC_HEADER);
    if (secret.isPresent() != header.isPresent()) {
      layers.problem(
          secret.isPresent() ? Keys.CALLBACK_HMAC_HEADER : Keys.CALLBACK_HMAC_SECRET,
          "is required with %s"
              .formatted(
                  secret.isPresent() ? Keys.CALLBACK_HMAC_SECRET : Keys.CALLBACK_HMAC_HEADER));
    }
    Optional<SignedText> signed = layers.read(Keys.CALLBACK_HMAC_SIGNED, SignedText::parse);
    if (secret.isEmpty() || header.isEmpty() || signed.isEmpty()) {
      return Optional.empty();
    }
    byte[] key = secret.get().getBytes(StandardCharsets.UTF_8);
    HmacSignature hmac =
        switch (layers.require(Keys.CALLBACK_HMAC_ALGORITHM)) {
          case "sha512" -> HmacSignature.sha512(key);
          case "sha1" -> HmacSignature.sha1(key);
          default -> HmacSignature.sha256(key);
        };
    return Optional.of(new Guard.Signature(hmac, header.get().trim(), signed.get()));
  }
}
