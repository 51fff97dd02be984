package org.messagingagent.plugin.httpsms;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.spi.callback.CallbackRequest;

/** What the vendor signs of a request, put together from its pieces. Immutable. */
final class SignedText {

  private static final Pattern TAG = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");
  private static final String BODY = "body";
  private static final String URL = "url";
  private static final String SORTED_FORM = "sorted-form";
  private static final String HEADER = "header:";
  private static final String EXPECTED =
      "has {{%s}}, which is not known; there is {{body}}, {{url}}, {{sorted-form}} and {{header:X-Name}}";

  private interface Piece {
    byte[] of(CallbackRequest request, Optional<URI> address);
  }

  private static final byte[] NO_BODY = new byte[0];

  private final List<Piece> pieces;
  private final Set<String> names;

  private SignedText(List<Piece> pieces, Set<String> names) {
    this.pieces = pieces;
    this.names = names;
  }

  static SignedText parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Matcher tags = TAG.matcher(text);
    int at = 0;
    while (tags.find()) {
      literal(pieces, text.substring(at, tags.start()));
      String name = tags.group(1);
      pieces.add(piece(name));
      names.add(name);
      at = tags.end();
    }
    literal(pieces, text.substring(at));
    if (!names.contains(BODY) && !names.contains(SORTED_FORM)) {
      throw new SettingFault(
          "must have {{body}} or {{sorted-form}}: what is not signed could be anybody's");
    }
    return new SignedText(List.copyOf(pieces), Set.copyOf(names));
  }

  private static Piece piece(String name) {
    if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
      String header = name.substring(HEADER.length());
      return (request, address) -> bytes(request.header(header).orElse(""));
    }
    return switch (name) {
      case BODY -> (request, address) -> request.body();
      case URL -> (request, address) -> bytes(url(request, address.orElseThrow()));
      case SORTED_FORM -> (request, address) -> bytes(sortedForm(request));
      default -> throw new SettingFault(EXPECTED.formatted(name));
    };
  }

  private static void literal(List<Piece> pieces, String text) {
    if (!text.isEmpty()) {
      byte[] bytes = bytes(text);
      pieces.add((request, address) -> bytes);
    }
  }

  /** Whether it has to be known by which address the gateway reaches the plugin. */
  boolean needsAddress() {
    return names.contains(URL);
  }

  /** The request without what is not signed, which somebody could have put in. */
  CallbackRequest covered(CallbackRequest request) {
    boolean body = names.contains(BODY) || !request.formParameters().isEmpty();
    return new CallbackRequest(
        request.method(),
        request.path(),
        names.contains(URL) ? request.query() : "",
        request.headers(),
        body ? request.body() : NO_BODY,
        request.remoteAddress(),
        request.secure());
  }

  byte[] of(CallbackRequest request, Optional<URI> address) {
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    pieces.forEach(piece -> signed.writeBytes(piece.of(request, address)));
    return signed.toByteArray();
  }

  private static String url(CallbackRequest request, URI address) {
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return address.toString() + request.path().substring(1) + query;
  }

  /** Names in their order, each followed by its value, with nothing between. */
  private static String sortedForm(CallbackRequest request) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(request.formParameters())
        .forEach(
            (name, values) ->
                values.stream().sorted().distinct().forEach(v -> text.append(name).append(v)));
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
