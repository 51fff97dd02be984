package org.messagingagent.server.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.messagingagent.server.store.RunningPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs on a node as one text, which nodes of other versions read too. */
final class RunningPluginsText {

  /** As a node says that has not said anything. */
  static final String NONE = "[]";

  private static final Logger log = LoggerFactory.getLogger(RunningPluginsText.class);

  /** A later version may say more. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final TypeReference<List<RunningPlugin>> MANY = new TypeReference<>() {};

  private RunningPluginsText() {}

  static String write(List<RunningPlugin> plugins) {
    try {
      return MAPPER.writeValueAsString(plugins);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers can be written", e);
    }
  }

  /** None where it cannot be read: a node must go on, whatever another one says. */
  static List<RunningPlugin> read(String text) {
    if (text.equals(NONE)) {
      return List.of();
    }
    try {
      return List.copyOf(MAPPER.readValue(text, MANY));
    } catch (JsonProcessingException | NullPointerException e) {
      log.debug("What another node says of its plugins cannot be read: {}", e.getMessage());
      return List.of();
    }
  }
}
