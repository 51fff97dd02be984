/** For applications that are put together by Guice: a module that knows nothing but the builder. */
package org.messagingagent.server.guice;
