/**
 * Tests of the packaged server as its users meet it: a process, its command line, its files and its
 * SOAP. Nothing here uses a class of the server.
 */
package org.messagingagent.server.e2e;
