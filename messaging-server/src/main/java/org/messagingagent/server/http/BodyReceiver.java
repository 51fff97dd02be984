package org.messagingagent.server.http;

import java.nio.ByteBuffer;

/** Who is given the body of a request, piece by piece, in order. Must not throw. */
public interface BodyReceiver {

  /**
   * A piece of the body.
   *
   * @param piece valid during the call only; may be empty
   * @return false to read no further: the receiver has answered the exchange
   */
  boolean receive(ByteBuffer piece);

  /** The body is complete. */
  void complete();

  /** The body will not become complete: the caller went away, stalled, or broke the framing. */
  void failed(BodyFailure failure);

  /** Why a body did not become complete. */
  enum BodyFailure {
    /** The caller sent nothing for the idle time. */
    STALLED,
    /** The caller went away or broke the framing. */
    BROKEN
  }
}
