package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.MessagingPlugin;

class GuardedCodeTest {

  @TempDir private Path directory;

  private final PluginLog log = new PluginLog();

  @AfterEach
  void detachLog() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.exit(3)",
        "Runtime.getRuntime().exit(3)",
        "Runtime.getRuntime().halt(3)",
        "java.util.stream.IntStream.of(3).forEach(System::exit)",
        "java.util.stream.IntStream.of(3).forEach(Runtime.getRuntime()::exit)",
        "((java.util.function.BiConsumer<Runtime, Integer>) Runtime::halt)"
            + ".accept(Runtime.getRuntime(), 3)",
        "((java.util.function.IntConsumer & java.io.Serializable) System::exit).accept(3)"
      })
  void whatWouldEndTheServerEndsTheCall(String call) throws Exception {
    try (PluginClassLoader loader = loader(call + ";")) {
      Callable<?> code = code(loader);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(code::call)
            .isInstanceOf(PluginExitError.class)
            .hasMessageMatching(
                "it called (System|Runtime)\\.(exit|halt)\\(3\\), which would end the server and was refused; get a build that does not")
            .hasNoCause();
      }
      assertThat(log.problems()).as("whoever calls a plugin reports what it throws").isEmpty();
      assertThat(log.story()).hasSize(1).first().asString().startsWith("Plugin bad.jar called ");
    }
  }

  @Test
  void threadOfThePluginsOwnThatWouldEndTheServerCostsOneWarning() throws Exception {
    String call =
        """
        Thread thread = new Thread(() -> System.exit(3));
        thread.setUncaughtExceptionHandler((t, e) -> {});
        thread.start();
        thread.join();
        """;
    try (PluginClassLoader loader = loader(call)) {
      code(loader).call();
      assertThat(log.problems())
          .containsExactly(
              "Plugin bad.jar called System.exit(3), which was refused: it would end the server");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.setOut(new java.io.PrintStream(new java.io.ByteArrayOutputStream()))",
        "System.setErr(new java.io.PrintStream(new java.io.ByteArrayOutputStream()))",
        "System.setIn(new java.io.ByteArrayInputStream(new byte[0]))",
        "System.setProperties(new java.util.Properties())",
        "Thread.setDefaultUncaughtExceptionHandler((t, e) -> {})",
        "((java.util.function.Consumer<java.util.Properties>) System::setProperties)"
            + ".accept(new java.util.Properties())"
      })
  void whatWouldChangeTheWholeServerDoesNothing(String call) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    Properties properties = System.getProperties();
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    var in = System.in;
    try (PluginClassLoader loader = loader(call + ";")) {
      code(loader).call();
      code(loader).call();
    }
    assertThat(System.out).isSameAs(out);
    assertThat(System.err).isSameAs(err);
    assertThat(System.in).isSameAs(in);
    assertThat(System.getProperties()).isSameAs(properties);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
    assertThat(log.problems()).hasSize(1).first().asString().contains("which was ignored");
  }

  @Test
  @SuppressWarnings("removal")
  void noSecurityManagerIsSet() throws Exception {
    String call = "System.setSecurityManager(new SecurityManager());";
    try (PluginClassLoader loader = loader(call)) {
      code(loader).call();
    }
    assertThat(System.getSecurityManager()).isNull();
    assertThat(log.problems()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.out.close()",
        "System.err.close()",
        "try (java.io.PrintStream mine = System.out) {}",
        "((Runnable) System.out::close).run()"
      })
  void standardStreamsStayOpen(String call) throws Exception {
    PrintStream out = System.out;
    try (PluginClassLoader loader = loader(call + ";")) {
      code(loader).call();
    }
    out.print("");
    assertThat(out.checkError()).isFalse();
    assertThat(log.problems()).hasSize(1).first().asString().contains(".close, which was ignored");
  }

  @Test
  void otherStreamsAreClosed() throws Exception {
    String call =
        """
        boolean[] closed = new boolean[1];
        new java.io.PrintStream(new java.io.ByteArrayOutputStream() {
          public void close() { closed[0] = true; }
        }).close();
        if (!closed[0]) { throw new IllegalStateException("open"); }
        """;
    try (PluginClassLoader loader = loader(call)) {
      code(loader).call();
    }
    assertThat(log.problems()).isEmpty();
  }

  @Test
  void classesThatMentionNothingGuardedAreLeftAsTheyAre() throws Exception {
    byte[] plain =
        new PluginJar()
            .source(
                "acme.Plain",
                "package acme; class Plain { void exit(int i) { exit(i); System.nanoTime(); } }")
            .compile()
            .get("acme.Plain");
    assertThat(GuardedCode.of(plain)).isSameAs(plain);
  }

  @Test
  void classesThatCannotBeReadAreLeftToJava() {
    byte[] newer = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 120, 0, 1};
    for (byte[] odd : List.of(newer, new byte[0], new byte[100])) {
      assertThat(GuardedCode.of(odd)).isSameAs(odd);
    }
  }

  private PluginClassLoader loader(String statements) throws Exception {
    Path jar =
        new PluginJar()
            .source(
                "acme.Code",
                """
                package acme;
                public class Code implements java.util.concurrent.Callable<Object> {
                  @SuppressWarnings("removal")
                  public Object call() throws Exception { %s return null; }
                }
                """
                    .formatted(statements))
            .writeTo(directory, "bad.jar");
    return new PluginClassLoader("bad.jar", List.of(jar), MessagingPlugin.class.getClassLoader());
  }

  private static Callable<?> code(PluginClassLoader loader) throws Exception {
    return (Callable<?>) loader.loadClass("acme.Code").getConstructor().newInstance();
  }
}
