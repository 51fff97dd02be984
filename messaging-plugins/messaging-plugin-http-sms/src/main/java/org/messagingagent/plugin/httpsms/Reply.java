package org.messagingagent.plugin.httpsms;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.callback.CallbackRequest;

/**
 * What the gateway answered.
 *
 * @param body its beginning, where it was too long
 * @param cut whether the body was too long
 */
record Reply(int status, Map<String, List<String>> headers, byte[] body, boolean cut) {

  /**
   * To look things up in. An answer is read as a request would be: both have headers and a body.
   */
  Received received() {
    return Received.of(
        new CallbackRequest(
            "POST", "/", "", headers, body, InetAddress.getLoopbackAddress(), false));
  }

  Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .flatMap(header -> header.getValue().stream())
        .findFirst();
  }
}
