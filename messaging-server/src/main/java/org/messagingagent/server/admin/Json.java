package org.messagingagent.server.admin;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads and writes JSON. A class of its own, so that it is loaded when it is first used: a server
 * that starts has no need of it, and it takes a tenth of a second.
 */
final class Json {

  /** Reads one value and nothing after it. */
  static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}
}
