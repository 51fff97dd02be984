package org.messagingagent.plugin.httpsms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * No body, for one attempt. The JDK's client sends a GET again by itself where the connection is
 * lost before an answer, and so would send the message twice; it asks for the length of the body
 * before each attempt.
 */
final class NoBodyOnce implements BodyPublisher {

  private final BodyPublisher none = BodyPublishers.noBody();
  private final AtomicBoolean asked = new AtomicBoolean();

  @Override
  public long contentLength() {
    if (asked.getAndSet(true)) {
      throw new UncheckedIOException(new IOException("The request is not sent again"));
    }
    return none.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    none.subscribe(subscriber);
  }
}
