package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands around a store must not hide anything of it, default methods least of all. */
class ForwardingTest {

  static List<Arguments> wrappers() {
    return List.of(
        Arguments.of(Store.class, ForwardingStore.class),
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
