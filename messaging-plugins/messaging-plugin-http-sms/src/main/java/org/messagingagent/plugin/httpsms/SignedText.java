package org.messagingagent.plugin.httpsms;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.spi.callback.CallbackRequest;

/** What the vendor signs of a request, put together from its pieces. Immutable. */
final class SignedText {

  private static final Pattern TAG = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");
  private static final String HEADER = "header:";
  private static final String EXPECTED =
      "has {{%s}}, which is not known; there is {{body}}, {{url}}, {{sorted-form}} and {{header:X-Name}}";

  private interface Piece {
    byte[] of(CallbackRequest request, Optional<URI> address);
  }

  private final List<Piece> pieces;
  private final boolean needsAddress;

  private SignedText(List<Piece> pieces, boolean needsAddress) {
    this.pieces = pieces;
    this.needsAddress = needsAddress;
  }

  static SignedText parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    boolean needsAddress = false;
    boolean ofRequest = false;
    Matcher tags = TAG.matcher(text);
    int at = 0;
    while (tags.find()) {
      literal(pieces, text.substring(at, tags.start()));
      String name = tags.group(1);
      pieces.add(piece(name));
      needsAddress |= name.equals("url");
      ofRequest |= name.equals("body") || name.equals("sorted-form");
      at = tags.end();
    }
    literal(pieces, text.substring(at));
    if (!ofRequest) {
      throw new SettingFault(
          "must have {{body}} or {{sorted-form}}: what is not signed could be anybody's");
    }
    return new SignedText(List.copyOf(pieces), needsAddress);
  }

  private static Piece piece(String name) {
    if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
      String header = name.substring(HEADER.length());
      return (request, address) -> bytes(request.header(header).orElse(""));
    }
    return switch (name) {
      case "body" -> (request, address) -> request.body();
      case "url" -> (request, address) -> bytes(url(request, address.orElseThrow()));
      case "sorted-form" -> (request, address) -> bytes(sortedForm(request));
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
    return needsAddress;
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
