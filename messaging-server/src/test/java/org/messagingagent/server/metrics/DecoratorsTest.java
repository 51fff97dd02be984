package org.messagingagent.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.PrincipalAgent;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.Store;

/** A method with a default that is not forwarded would answer for the wrong object. */
class DecoratorsTest {

  static Stream<Arguments> decorators() {
    return Stream.of(
        Arguments.of(MeteredInbox.class, InboxStore.class),
        Arguments.of(MeteredStore.class, Store.class),
        Arguments.of(ObservedAgent.class, MessagingAgent.class),
        Arguments.of(ObservedLogOns.class, PrincipalAgent.class));
  }

  @ParameterizedTest
  @MethodSource("decorators")
  void decoratorLeavesNoMethodToItsInterface(Class<?> decorator, Class<?> type) {
    assertThat(type).isAssignableFrom(decorator);
    Stream<Method> toForward =
        Arrays.stream(type.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()));
    assertThat(toForward)
        .isNotEmpty()
        .allSatisfy(
            method ->
                assertThat(
                        decorator
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as("who has %s", method)
                    .isNotEqualTo(type));
  }
}
