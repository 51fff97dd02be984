package org.messagingagent.server.metrics;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.TraceParent;

/**
 * Spans around what a message goes through. A span's parent is the thread's current trace; within
 * the span, the span is. Where nobody records spans, the trace of the caller goes through as it
 * came. Safe for use by many threads.
 */
final class Tracing {

  private final Tracer tracer;

  Tracing(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("org.messagingagent.server");
  }

  /** Begins a span of a request in this thread, which has to end it, too. */
  Spanned begin(String name, SpanKind kind) {
    return begin(name, kind, LogContext::ofRequest);
  }

  /**
   * As {@link #begin(String, SpanKind)}, of work on messages of a plugin.
   *
   * @param messageId empty where there are several
   * @param sessionKey empty where there is none
   */
  Spanned begin(String name, SpanKind kind, String plugin, String messageId, String sessionKey) {
    return begin(name, kind, () -> LogContext.ofMessage(plugin, messageId, sessionKey));
  }

  private Spanned begin(String name, SpanKind kind, Supplier<LogContext> logs) {
    Context parent = CurrentTrace.get().map(Tracing::remote).orElseGet(Context::current);
    Span span = tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan();
    Optional<TraceParent> trace =
        span.isRecording() || span.getSpanContext().isValid()
            ? Optional.of(traceParent(span.getSpanContext()))
            : CurrentTrace.get();
    Scope scope = span.makeCurrent();
    CurrentTrace.Scope entered = CurrentTrace.enter(trace);
    return new Spanned(span, scope, entered, logs.get());
  }

  private static Context remote(TraceParent trace) {
    SpanContext context =
        SpanContext.createFromRemoteParent(
            trace.traceId(),
            trace.spanId(),
            TraceFlags.fromHex(trace.flags(), 0),
            TraceState.getDefault());
    return Context.root().with(Span.wrap(context));
  }

  private static TraceParent traceParent(SpanContext context) {
    return new TraceParent(
        context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex());
  }

  /** A span that runs in this thread, with what stands beside the lines that are logged in it. */
  record Spanned(Span span, Scope scope, CurrentTrace.Scope trace, LogContext logs)
      implements AutoCloseable {

    /** What came of it is a failure, told in a few words without content. */
    void failed(String why) {
      span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
      logs.leave();
      trace.close();
      scope.close();
      span.end();
    }
  }
}
