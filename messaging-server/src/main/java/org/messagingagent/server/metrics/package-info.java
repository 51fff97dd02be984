/**
 * What operators see of a server that runs: figures, traces, and what stands beside each line of
 * the log. Decorators and listeners at the seams of the other packages, which know nothing of it.
 */
package org.messagingagent.server.metrics;
