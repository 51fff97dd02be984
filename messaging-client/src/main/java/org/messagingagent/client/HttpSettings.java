package org.messagingagent.client;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How connections are made.
 *
 * @param proxy empty for the JVM's own choice (the System properties {@code http.proxyHost} and so
 *     on)
 */
record HttpSettings(
    Duration connectTimeout, SSLContext tls, Optional<ProxySelector> proxy, int maxAnswerBytes) {}
