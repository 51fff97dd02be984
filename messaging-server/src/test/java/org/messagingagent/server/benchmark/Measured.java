package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.time.Duration;
import org.messagingagent.server.e2e.ServerProcess;

/**
 * One run of the load client, with the processor time that the server's process used meanwhile.
 *
 * @param serverCpu as the system counts it, in steps of 10 ms
 */
record Measured(LoadClient.Result result, Duration serverCpu) {

  static Measured of(
      LoadClient client, RequestTemplate request, Duration duration, ServerProcess server)
      throws IOException {
    Duration before = server.cpu();
    LoadClient.Result result = client.run(request, duration).requireClean();
    return new Measured(result, server.cpu().minus(before));
  }

  double serverMicrosPerRequest() {
    return serverCpu.toNanos() / 1e3 / result.answers();
  }
}
