package org.messagingagent.client;

import java.time.Duration;

/** What all calls of a client have in common. */
record CallContext(
    Endpoint endpoint,
    Tickets tickets,
    RetryPolicy retries,
    Duration requestTimeout,
    Duration totalTimeout,
    Reports reports) {}
