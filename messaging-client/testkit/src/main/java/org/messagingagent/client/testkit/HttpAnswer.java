package org.messagingagent.client.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer of HTTP, ready to go out.
 *
 * @param head with the length of the body
 */
record HttpAnswer(HttpHead head, byte[] body) {

  private static final Pattern ERROR_CODE =
      Pattern.compile("<(?:\\w+:)?ExceptionType(?: [^>]*)?>([A-Z_]{1,64})<");
  private static final int FAR_ENOUGH = 16 << 10;

  static HttpAnswer of(int status, Map<String, String> headers, byte[] body) {
    List<HttpHead.Field> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(new HttpHead.Field(name, value)));
    HttpHead head = new HttpHead("HTTP/1.1 %d %s".formatted(status, "Fault"), fields);
    return new HttpAnswer(head.withLength(body.length), body);
  }

  int status() throws HttpReader.MalformedException {
    return head.status();
  }

  /** Why the request was refused; empty where it was not. */
  Optional<String> errorCode() {
    int length = Math.min(body.length, FAR_ENOUGH);
    Matcher matcher = ERROR_CODE.matcher(new String(body, 0, length, StandardCharsets.UTF_8));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
