package org.messagingagent.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.server.store.ForwardingInbox;
import org.messagingagent.server.store.ForwardingOutbox;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.Store;

/** What stands around a store must not hide anything of it, default methods least of all. */
class ForwardingTest {

  static List<Arguments> wrappers() throws ClassNotFoundException {
    return List.of(
        Arguments.of(Store.class, ListenedStore.class),
        Arguments.of(Store.class, Class.forName("org.messagingagent.server.metrics.MeteredStore")),
        Arguments.of(InboxStore.class, ForwardingInbox.class),
        Arguments.of(OutboxStore.class, ForwardingOutbox.class));
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void everyMethodIsHandedOn(Class<?> type, Class<?> wrapper) {
    List<String> handedOn =
        Arrays.stream(wrapper.getDeclaredMethods()).map(ForwardingTest::signature).toList();
    assertThat(Arrays.stream(type.getMethods()).map(ForwardingTest::signature))
        .isNotEmpty()
        .allSatisfy(method -> assertThat(handedOn).contains(method));
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
