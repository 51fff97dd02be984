package org.messagingagent.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {

  private final LoggerContext context = new LoggerContext();

  @Test
  void plainEventIsOneLineWithItsContext() {
    String line = encoded("plain", Map.of("plugin", "sms"));

    assertThat(line)
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  \\[main] Dispatcher: Handled 7 \\{plugin=sms}\\R");
  }

  @Test
  void plainEventWithoutContextHasNoBraces() {
    assertThat(encoded("plain", Map.of())).endsWith("Handled 7" + System.lineSeparator());
  }

  @Test
  void jsonEventIsOneObjectALine() throws Exception {
    String line = encoded("json", Map.of("plugin", "sms"));

    JsonNode event = new ObjectMapper().readTree(line);
    assertThat(line.lines()).hasSize(1);
    assertThat(event.path("formattedMessage").asText()).isEqualTo("Handled 7");
    assertThat(event.path("level").asText()).isEqualTo("INFO");
    assertThat(event.path("loggerName").asText()).isEqualTo("org.messagingagent.Dispatcher");
    assertThat(event.path("mdc").path("plugin").asText()).isEqualTo("sms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"org.jsmpp.session", "org.eclipse.jetty.http", "jakarta.mail", "jdk.httpclient"})
  void librariesWriteNoDebugLinesWhereTheAgentDoes(String library) {
    Logging.setLevels(context, Level.TRACE);

    assertThat(context.getLogger("org.messagingagent.server.Front").isTraceEnabled()).isTrue();
    assertThat(context.getLogger(library).isDebugEnabled()).isFalse();
  }

  @Test
  void levelHoldsForLibrariesTooWhereItIsAboveInfo() {
    Logging.setLevels(context, Level.ERROR);

    assertThat(context.getLogger("org.messagingagent.server.Front").isWarnEnabled()).isFalse();
    assertThat(context.getLogger("org.eclipse.jetty.http").isWarnEnabled()).isFalse();
  }

  private String encoded(String format, Map<String, String> mdc) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    LoggingEvent event =
        new LoggingEvent(
            "x",
            context.getLogger("org.messagingagent.Dispatcher"),
            Level.INFO,
            "Handled {}",
            null,
            new Object[] {7});
    event.setThreadName("main");
    event.setMDCPropertyMap(mdc);
    return new String(Logging.encoder(format, context).encode(event), UTF_8);
  }
}
