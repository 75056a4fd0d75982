import { PATTERNS, type Pattern } from './patterns.ts';
import type { QueryRequest } from './query-request.ts';

/** Below these many milliseconds a pattern's reranking would not be done in time at 100,000 chunks. */
const FUSED_LATENCY_MS = 25;
const FAST_LATENCY_MS = 8;

/** The pattern asked for; `auto` takes the richest that fits `max_latency_ms`. */
export function choosePattern({ pattern, maxLatencyMs }: QueryRequest): Pattern {
  if (pattern !== 'auto') return PATTERNS[pattern];
  const limitMs = maxLatencyMs ?? Number.POSITIVE_INFINITY;
  if (limitMs >= FUSED_LATENCY_MS) return PATTERNS.fused;
  return limitMs >= FAST_LATENCY_MS ? PATTERNS.fast : PATTERNS.bare;
}
