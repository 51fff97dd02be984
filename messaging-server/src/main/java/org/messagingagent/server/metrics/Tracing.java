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
import java.util.Optional;
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

  /** Begins a span in this thread, which has to end it, too. */
  Spanned begin(String name, SpanKind kind) {
    Context parent = CurrentTrace.get().map(Tracing::remote).orElseGet(Context::current);
    Span span = tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan();
    Optional<TraceParent> trace =
        span.isRecording() || span.getSpanContext().isValid()
            ? Optional.of(traceParent(span.getSpanContext()))
            : CurrentTrace.get();
    return new Spanned(span, span.makeCurrent(), CurrentTrace.enter(trace));
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

  /** A span that runs in this thread. */
  record Spanned(Span span, io.opentelemetry.context.Scope scope, CurrentTrace.Scope trace)
      implements AutoCloseable {

    /** What came of it is a failure, told in a few words without content. */
    void failed(String why) {
      span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
      trace.close();
      scope.close();
      span.end();
    }
  }
}
