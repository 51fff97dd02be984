package org.messagingagent.server.http;

import java.util.Optional;
import java.util.function.Consumer;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/** The plugins that gateways call, as the front sees them. Safe for use by many threads. */
@FunctionalInterface
public interface GatewayCalls {

  /**
   * Where the plugin of exactly this name is given the requests of its gateway; empty where there
   * is no such plugin, or it takes none. Asked anew with every request, as plugins come and go.
   */
  Optional<Desk> find(String plugin);

  /** Takes the requests for one plugin. */
  @FunctionalInterface
  interface Desk {

    /**
     * Has a request answered, without blocking this thread.
     *
     * @param gateway given one answer, in any thread; its headers are valid, and none of them is
     *     about the connection or the length
     */
    void answer(CallbackRequest request, Consumer<CallbackResponse> gateway);
  }
}
