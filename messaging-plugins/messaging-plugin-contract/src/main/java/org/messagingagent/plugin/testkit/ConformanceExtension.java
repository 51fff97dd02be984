package org.messagingagent.plugin.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;
import org.messagingagent.plugin.testkit.ConformanceReport.Result;

/**
 * Notes what became of each test that a contract states, and writes the report of the plugin after
 * each test class: the tests of one plugin in one JVM make one report.
 */
final class ConformanceExtension
    implements TestInstancePostProcessor, BeforeEachCallback, TestWatcher, AfterAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(ConformanceExtension.class);
  private static final String DIRECTORY = "plugin-conformance.directory";

  @Override
  public void postProcessTestInstance(Object instance, ExtensionContext context) {
    if (instance instanceof PluginUnderTest test) {
      context.getStore(NAMESPACE).put(ConformanceReport.class, report(test, context));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Instant.class, System.nanoTime());
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    note(context, Result.PASSED, "");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    note(context, Result.FAILED, String.valueOf(cause.getMessage()));
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    note(context, Result.SKIPPED, String.valueOf(cause.getMessage()));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    note(context, Result.SKIPPED, reason.orElse("disabled"));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    reports(context)
        .ifPresent(
            report -> {
              try {
                report.write(
                    Path.of(System.getProperty(DIRECTORY, "target/plugin-conformance")),
                    Instant.now());
              } catch (IOException e) {
                throw new UncheckedIOException("The conformance report cannot be written", e);
              }
            });
  }

  private static ConformanceReport report(PluginUnderTest test, ExtensionContext context) {
    Store root = context.getRoot().getStore(NAMESPACE);
    ConformanceReport report =
        root.getOrComputeIfAbsent(
            test.pluginClass(),
            type -> ConformanceReport.of(Subject.newPlugin(test)),
            ConformanceReport.class);
    report.expect(test.getClass());
    // The class's store is the one that is there when its tests have ended.
    root.put(context.getRequiredTestClass(), report);
    return report;
  }

  private static Optional<ConformanceReport> reports(ExtensionContext context) {
    return Optional.ofNullable(
        context
            .getRoot()
            .getStore(NAMESPACE)
            .get(context.getRequiredTestClass(), ConformanceReport.class));
  }

  private static void note(ExtensionContext context, Result result, String reason) {
    Optional<Method> method = context.getTestMethod();
    Optional<ConformanceReport> report = reports(context);
    if (method.isPresent() && report.isPresent()) {
      Long start = context.getStore(NAMESPACE).get(Instant.class, Long.class);
      Duration took = start == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - start);
      report.get().note(method.get(), result, reason, took);
    }
  }
}
