package org.messagingagent.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on a {@link MessagingPlugin} class which version of this interface the plugin was built for:
 *
 * <pre>{@code
 * @RequiresSpi(SpiVersion.CURRENT)
 * public final class PagerPlugin implements MessagingPlugin {
 *   // ...
 * }
 * }</pre>
 *
 * <p>A server that has an older version, or another major one, says so and runs without the plugin.
 * Without the annotation nothing is checked, and what is missing shows only where it is used.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RequiresSpi {

  /** The lowest version that the plugin runs with, such as {@code "1.0"}. */
  String value();
}
