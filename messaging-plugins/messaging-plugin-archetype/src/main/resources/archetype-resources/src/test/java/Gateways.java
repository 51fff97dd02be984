package ${package};

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;

/** Stand-ins for the gateway. */
final class Gateways {

  private Gateways() {}

  /** One that takes whatever comes, under ids of its own. */
  static FakeGateway start() {
    FakeGateway gateway = FakeGateway.start();
    AtomicInteger ids = new AtomicInteger();
    gateway.otherwise(
        request -> GatewayAnswer.text(202, "text/plain", "id-" + ids.incrementAndGet()));
    return gateway;
  }

  /** Settings that lead there. */
  static Map<String, String> settings(FakeGateway gateway) {
    return Map.of(
        "url", gateway.url(),
        "token", "t-4711-secret",
        "callback-secret", GatewayPluginTest.SECRET);
  }
}
