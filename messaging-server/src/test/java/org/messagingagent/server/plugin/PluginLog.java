package org.messagingagent.server.plugin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What this package logs while a test runs, kept off the console. */
final class PluginLog implements AutoCloseable {

  private final Logger logger =
      (Logger) LoggerFactory.getLogger(PluginRegistry.class.getPackageName());
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  PluginLog() {
    appender.start();
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  /** Lines at level WARN and above. */
  List<String> problems() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Whether a stack trace stands with a line at level WARN or above. */
  boolean hasStackTrace() {
    return events().stream().anyMatch(event -> event.getThrowableProxy() != null);
  }

  /** All lines at level INFO. */
  List<String> story() {
    return List.copyOf(appender.list).stream()
        .filter(event -> event.getLevel() == Level.INFO)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
    logger.setAdditive(true);
    appender.stop();
  }

  private List<ILoggingEvent> events() {
    return List.copyOf(appender.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .toList();
  }
}
