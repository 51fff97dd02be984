package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.messagingagent.spi.PluginSettings;

/**
 * Access tokens that an authorisation server gives for client credentials (RFC 6749, section 4.4),
 * kept until shortly before they expire. Safe for use by many threads.
 */
final class AccessTokens implements Credentials.Password {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int TIMEOUT_MILLIS = 8_000;
  private static final int LARGEST_ANSWER = 64 * 1024;
  private static final int LONGEST_TOKEN = 16 * 1024;
  private static final Duration MARGIN = Duration.ofSeconds(60);
  private static final Duration USUAL = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final URI url;
  private final String form;
  private final Clock clock;
  private Optional<Token> token = Optional.empty();

  private record Token(String text, Instant until) {}

  AccessTokens(PluginSettings settings, Clock clock) {
    this.url = settings.getUrl(Declarations.TOKEN_URL);
    this.clock = clock;
    this.form =
        "grant_type=client_credentials"
            + field("client_id", settings.get(Declarations.TOKEN_CLIENT_ID))
            + field("client_secret", settings.get(Declarations.TOKEN_CLIENT_SECRET))
            + field("scope", settings.get(Declarations.TOKEN_SCOPE));
  }

  private static String field(String name, Optional<String> value) {
    return value.map(text -> "&" + name + "=" + URLEncoder.encode(text, UTF_8)).orElse("");
  }

  @Override
  public synchronized String get() throws IOException {
    if (token.isEmpty() || !clock.instant().isBefore(token.get().until())) {
      token = Optional.of(fetched());
    }
    return token.get().text();
  }

  @Override
  public synchronized void refused() {
    token = Optional.empty();
  }

  private Token fetched() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
      connection.setRequestProperty("Accept", "application/json");
      connection.setRequestProperty("Connection", "close");
      connection.setDoOutput(true);
      byte[] body = form.getBytes(UTF_8);
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("the token server answered " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return read(in.readNBytes(LARGEST_ANSWER));
      }
    } catch (IOException e) {
      throw new IOException("No access token from %s: %s".formatted(url.getHost(), reason(e)));
    } finally {
      connection.disconnect();
    }
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException
        ? "no such host is known"
        : Texts.oneLine(String.valueOf(e.getMessage()), 200);
  }

  private Token read(byte[] answer) throws IOException {
    String text = "";
    Duration life = USUAL;
    try (JsonParser json = JSON.createParser(answer)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the token server's answer is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("access_token") && value == JsonToken.VALUE_STRING) {
          text = json.getText();
        } else if (name.equals("expires_in") && value.isScalarValue()) {
          life = Duration.ofSeconds(Math.max(0, json.getValueAsLong(USUAL.toSeconds())));
        }
        json.skipChildren();
      }
    } catch (JacksonException e) {
      throw new IOException("the token server's answer is not JSON");
    }
    if (text.isEmpty() || text.length() > LONGEST_TOKEN || Texts.hasControl(text)) {
      throw new IOException("the token server's answer has no access_token");
    }
    Duration used = life.compareTo(LONGEST) > 0 ? LONGEST : life;
    return new Token(text, clock.instant().plus(used).minus(MARGIN));
  }

  /** Nothing of it: all is secret. */
  @Override
  public String toString() {
    return "AccessTokens";
  }
}
