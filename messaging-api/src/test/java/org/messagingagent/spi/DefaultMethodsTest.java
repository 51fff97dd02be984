package org.messagingagent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.DeliveryReport.Result;
import org.messagingagent.spi.DeliveryReport.Status;

/** What was added later works in contexts that others made before. */
class DefaultMethodsTest {

  private final List<String> calls = new ArrayList<>();

  @Test
  void severalValuesAreSetAndRemovedOneByOne() {
    KeyValueStore store = made(KeyValueStore.class, method -> !calls.isEmpty());
    store.putAll(Map.of("a", "1"), Duration.ofMinutes(1));
    assertThat(calls).containsExactly("put");
    assertThat(store.removeAll(List.of("a", "b"))).isEqualTo(2);
    assertThat(calls).containsExactly("put", "remove", "remove");
  }

  @Test
  void reportWhereTheMessageIsKnownIsAReportWhoseKeepingDoesNotCount() {
    DeliveryReport report = DeliveryReport.of("x", Status.SENT);
    assertThat(made(PluginContext.class, method -> Result.KEPT).reportDeliveryIfKnown(report))
        .isEmpty();
    assertThat(made(PluginContext.class, method -> Result.APPLIED).reportDeliveryIfKnown(report))
        .contains(Result.APPLIED);
    assertThat(calls).containsExactly("reportDelivery", "reportDelivery");
  }

  @Test
  void versionIsUnknownWhereThereIsNoManifest() {
    MessagingPlugin plugin = made(MessagingPlugin.class, method -> "sms");
    assertThat(plugin.version()).isEqualTo("unknown");
  }

  @Test
  void timesAreTheServersDefaults() {
    PluginContext context = made(PluginContext.class, method -> Result.KEPT);
    assertThat(context.sendTimeout()).isEqualTo(Duration.ofSeconds(50));
    assertThat(context.handleTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(context.traceParent()).isEmpty();
  }

  /** Notes the calls of abstract methods, and answers them so. */
  private <T> T made(Class<T> type, Function<Method, Object> answer) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          calls.add(method.getName());
          return method.getReturnType() == void.class ? null : answer.apply(method);
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
