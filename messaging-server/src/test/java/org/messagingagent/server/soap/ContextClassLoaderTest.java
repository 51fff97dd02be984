package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContextClassLoaderTest {

  @Test
  void aThreadOfAnotherClassLoaderIsAnsweredAndKeepsItsLoader() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      for (ClassLoader loader : new ClassLoader[] {ClassLoader.getPlatformClassLoader(), null}) {
        thread.setContextClassLoader(loader);

        assertThat(new Endpoint().messaging("<c:GetPlugins/>").status()).isEqualTo(200);
        assertThat(thread.getContextClassLoader()).isSameAs(loader);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
