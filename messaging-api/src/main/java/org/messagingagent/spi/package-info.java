/**
 * What a vendor implements and is given. A plugin is a JAR with one implementation of {@link
 * org.messagingagent.spi.MessagingPlugin}, named in {@code
 * META-INF/services/org.messagingagent.spi.MessagingPlugin}. This package needs the JDK alone.
 *
 * <p>What is added here later is added as {@code default} methods, so that plugins compiled today
 * still load.
 */
package org.messagingagent.spi;
