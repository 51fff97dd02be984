package org.messagingagent.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.spi.LifeCycle;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up for a process of our own: to standard error, as standard output is for the
 * command's answer. Done in code, so that the library brings no configuration into the applications
 * that embed it. A configuration file named with {@code -Dlogback.configurationFile} goes before.
 */
final class Logging {

  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg"
          + "%replace( {%mdc}){' \\{\\}', ''}%n";
  private static final String CONFIGURATION_FILE = "logback.configurationFile";

  private Logging() {}

  static void configure(String level, String format) {
    if (System.getProperty(CONFIGURATION_FILE) != null
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setName("standard error");
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(format, context));
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    root.addAppender(appender);
    quieten(context, level);
  }

  static Encoder<ILoggingEvent> encoder(String format, LoggerContext context) {
    if (format.equals("json")) {
      JsonEncoder json = new JsonEncoder();
      json.setWithFormattedMessage(true);
      json.setWithMessage(false);
      json.setWithArguments(false);
      json.setWithSequenceNumber(false);
      json.setWithContext(false);
      json.setWithNanoseconds(false);
      return started(json, context);
    }
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setPattern(LINE);
    return started(lines, context);
  }

  private static <T extends ContextAware & LifeCycle> T started(T part, LoggerContext context) {
    part.setContext(context);
    part.start();
    return part;
  }

  /** Libraries tell the story of their own start, which is not ours. */
  private static void quieten(LoggerContext context, String level) {
    if (Level.toLevel(level).isGreaterOrEqual(Level.INFO)) {
      context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
      // Warns of every Host header that is none, which anybody can send as often as he likes.
      context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
      context.getLogger("org.flywaydb").setLevel(Level.WARN);
      // A database that is away is told by the store, in a line that says what to do.
      context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
      context.getLogger("io.smallrye").setLevel(Level.WARN);
    }
  }
}
