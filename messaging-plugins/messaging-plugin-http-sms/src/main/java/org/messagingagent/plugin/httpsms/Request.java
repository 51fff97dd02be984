package org.messagingagent.plugin.httpsms;

import java.net.URI;
import java.util.Map;

/**
 * A request to the gateway.
 *
 * @param body empty for none
 * @param messageInBody whether the gateway cannot have taken the message without the body
 */
record Request(
    String method, URI uri, Map<String, String> headers, byte[] body, boolean messageInBody) {

  /** Without what may hold secrets. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
