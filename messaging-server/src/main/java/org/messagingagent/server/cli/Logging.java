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
import java.util.Map;
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
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    setLevels(context, Level.toLevel(level));
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

  /**
   * Below INFO it is the agent that tells more, and not its libraries: they write whole requests
   * and PDUs then, with texts and passwords.
   */
  static void setLevels(LoggerContext context, Level level) {
    context.getLogger("org.messagingagent").setLevel(level);
    Map<String, Level> libraries =
        Map.of(
            Logger.ROOT_LOGGER_NAME,
            Level.INFO,
            // They tell the story of their own start, which is not ours.
            "org.eclipse.jetty",
            Level.WARN,
            "org.flywaydb",
            Level.WARN,
            "org.jsmpp",
            Level.WARN,
            "io.smallrye",
            Level.WARN,
            // Warns of every Host header that is none, which anybody can send as often as he likes.
            "org.eclipse.jetty.util.HostPort",
            Level.ERROR,
            // A database that is away is told by the store, in a line that says what to do.
            "com.zaxxer.hikari",
            Level.ERROR);
    libraries.forEach(
        (name, least) ->
            context.getLogger(name).setLevel(level.isGreaterOrEqual(least) ? level : least));
  }
}
