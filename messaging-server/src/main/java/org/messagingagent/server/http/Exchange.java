package org.messagingagent.server.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request and its answer, whatever server carries it. Used by one thread at a time. Every
 * exchange is answered exactly once, from any thread.
 */
public interface Exchange {

  /** The method as sent, such as {@code POST}. */
  String method();

  /** The path as sent, percent-encoded and without the query; the handler's own in a container. */
  String path();

  /**
   * Where a container has mounted the handler, as sent: what stands in the address before {@link
   * #path()}. Begins with a slash and does not end with one; empty where nothing stands there.
   */
  default String mount() {
    return "";
  }

  /** What follows the {@code ?}, as sent. */
  Optional<String> query();

  /** The first header of this name, in any letter case. */
  Optional<String> header(String name);

  /** All headers of this name, in any letter case, in their order; empty where there is none. */
  default List<String> headers(String name) {
    return headers().getOrDefault(name, List.of());
  }

  /** All headers, by name in any letter case, the values of each in their order; unmodifiable. */
  Map<String, List<String>> headers();

  /** The other end of the connection; {@code 0.0.0.0} where it is gone already. */
  InetAddress remoteAddress();

  /** Whether the connection to this server is encrypted. */
  boolean secure();

  /** The length that the request declares; -1 where it declares none. */
  long contentLength();

  /**
   * Reads the body without holding a thread while it is slow. Called at most once, and before
   * {@link #answer}. The receiver is called in this thread as long as content is there, else in
   * another; such threads may block.
   */
  void readBody(BodyReceiver receiver);

  /**
   * Sends the answer, and ends the exchange. Content that was not read is thrown away, within
   * limits; the connection is closed where that cannot be done at once.
   */
  void answer(Answer answer);

  /**
   * Does work that may leave something of ours in its thread, such as the buffers of an XML parser:
   * here where this thread is ours, else in another one, and then this returns at once.
   *
   * @throws java.util.concurrent.RejectedExecutionException where the server has stopped
   */
  default void work(Runnable task) {
    task.run();
  }

  /**
   * Runs a task in a thread of the server that carries this exchange.
   *
   * @throws java.util.concurrent.RejectedExecutionException where the server has stopped
   */
  void dispatch(Runnable task);
}
