/**
 * Measures the packaged server from a process of its own. Nothing here is a test: {@code mvn
 * -Pbenchmark} runs it, and {@code docs/performance.md} keeps the figures with their conditions.
 */
package org.messagingagent.server.benchmark;
