package org.messagingagent.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

  @AfterEach
  void clear() {
    MDC.clear();
  }

  @Test
  void sessionKeyIsWrittenAsTheHashThatTheDocumentationSays() {
    // printf %s +4790011223 | sha256sum | cut -c1-8
    assertThat(LogContext.hash("+4790011223")).matches("[0-9a-f]{8}").isEqualTo("28052051");
    assertThat(LogContext.hash("")).isEmpty();
  }

  @Test
  void whatStoodThereBeforeIsThereAgain() {
    MDC.put("message", "the host's own");

    LogContext context = LogContext.ofMessage("sms", "17", "");
    assertThat(MDC.get("message")).isEqualTo("17");
    assertThat(MDC.get("plugin")).isEqualTo("sms");
    assertThat(MDC.get("session")).isNull();

    context.leave();
    assertThat(MDC.get("message")).isEqualTo("the host's own");
    assertThat(MDC.get("plugin")).isNull();
  }
}
