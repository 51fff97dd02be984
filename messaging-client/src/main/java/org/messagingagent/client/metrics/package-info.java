/** What shows a client's calls in the meters of an application; needs the libraries it names. */
package org.messagingagent.client.metrics;
