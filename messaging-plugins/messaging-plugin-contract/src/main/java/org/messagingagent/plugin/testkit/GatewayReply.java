package org.messagingagent.plugin.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway got when it called a plugin back.
 *
 * @param headers by name in any letter case
 * @param body empty where there is none
 */
public record GatewayReply(int status, Map<String, List<String>> headers, byte[] body) {

  /** The first header of this name, in any letter case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
