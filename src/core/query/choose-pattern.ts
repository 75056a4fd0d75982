import { PATTERNS, type Pattern } from './patterns.ts';
import type { PatternName, QueryRequest } from './query-request.ts';

/** Below these many milliseconds a pattern's reranking would not be done in time at 100,000 chunks. */
const FUSED_LATENCY_MS = 25;
const FAST_LATENCY_MS = 8;

/** Milliseconds of `max_latency_ms` from which on a pattern may be taken. */
const LATENCY_MS_MIN: Readonly<Record<PatternName, number>> = {
  bare: 0,
  fast: FAST_LATENCY_MS,
  fused: FUSED_LATENCY_MS,
};

/** The pattern asked for; `auto` takes `preferred`, or without one the richest, as far as it fits `max_latency_ms`. */
export function choosePattern({ pattern, maxLatencyMs }: QueryRequest, preferred: PatternName | null = null): Pattern {
  if (pattern !== 'auto') return PATTERNS[pattern];
  const limitMs = maxLatencyMs ?? Number.POSITIVE_INFINITY;
  if (preferred !== null && limitMs >= LATENCY_MS_MIN[preferred]) return PATTERNS[preferred];
  if (limitMs >= FUSED_LATENCY_MS) return PATTERNS.fused;
  return limitMs >= FAST_LATENCY_MS ? PATTERNS.fast : PATTERNS.bare;
}
