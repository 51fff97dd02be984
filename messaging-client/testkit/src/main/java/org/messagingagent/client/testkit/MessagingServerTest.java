package org.messagingagent.client.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a test class: its tests have a messaging server, which they take as a parameter of type {@link
 * TestMessagingServer}, or a client of it of type {@link
 * org.messagingagent.client.MessagingClient}. For more than is said here, register a {@link
 * MessagingServerExtension}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(MessagingServerExtension.class)
public @interface MessagingServerTest {

  /** The plugins' names; they take everything. */
  String[] plugins() default TestMessagingServerBuilder.DEFAULT_PLUGIN;

  /** Whether each test has a server of its own; else those of the class share one. */
  boolean perTest() default false;
}
