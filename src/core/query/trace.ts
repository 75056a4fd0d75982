import type { Clock } from '../../shared/clock.ts';

export const STAGE_NAMES = [
  'understand',
  'cache',
  'route',
  'retrieve',
  'fuse',
  'rerank',
  'select',
  'answer',
  'judge',
  'enrich',
  'remember',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** What a stage says of its work: short values, for people and for the debug view. */
export type SpanDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** One timed piece of the walk. `startMs` counts from the start of the query; durations in milliseconds. */
export type Span = {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly detail: SpanDetail;
  readonly children: readonly Span[];
};

/** The record of one query's walk: the only thing stages are reported by. */
export type Trace = { readonly startedAtMs: number; readonly durationMs: number; readonly spans: readonly Span[] };

/** Records spans as they end. One recorder a query; never shared. */
export class TraceRecorder {
  readonly startedAtMs: number;
  readonly #clock: Clock;
  readonly #origin: number;
  readonly #spans: Span[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.startedAtMs = clock.now();
    this.#origin = clock.monotonic();
  }

  /** Milliseconds since the query began. */
  elapsedMs(): number {
    return this.#clock.monotonic() - this.#origin;
  }

  add(span: Span): void {
    this.#spans.push(span);
  }

  finish(): Trace {
    return { startedAtMs: this.startedAtMs, durationMs: this.elapsedMs(), spans: this.#spans };
  }
}

/** Times `work` as a span; the caller gives the detail when the result is known. */
export async function timed<T>(
  recorder: TraceRecorder,
  name: string,
  work: () => Promise<T> | T,
  detail: (result: T) => SpanDetail,
): Promise<{ readonly result: T; readonly span: Span }> {
  const startMs = recorder.elapsedMs();
  const result = await work();
  const span = { name, startMs, durationMs: recorder.elapsedMs() - startMs, detail: detail(result), children: [] };
  return { result, span };
}

/** Milliseconds a stage took, summed over its spans, in the order of the walk. */
export function stageDurations(trace: Trace): Record<string, number> {
  const durations: Record<string, number> = {};
  for (const span of trace.spans) durations[span.name] = (durations[span.name] ?? 0) + span.durationMs;
  return durations;
}
