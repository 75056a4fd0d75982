import type { PatternName, QueryRequest } from '../query/query-request.ts';

/** What may be tuned for a tenant; null is the built-in behaviour. */
export type TuningSettings = {
  /** What the pattern `auto` takes while `max_latency_ms` allows it. */
  readonly autoPattern: PatternName | null;
  /** What a query that names no `min_confidence` asks for. */
  readonly minConfidence: number | null;
};

export type SettingName = keyof TuningSettings;

export const UNTUNED: TuningSettings = { autoPattern: null, minConfidence: null };

/** Where queries read what is in force for their tenant. */
export interface TuningReader {
  /** Null when it could not be read: the query goes on untuned, and says so. */
  of(tenant: string): TuningSettings | null | Promise<TuningSettings | null>;
}

/** The request with what was tuned filled in where it leaves the choice open, and what that was, in words. */
export function tune(
  request: QueryRequest,
  { minConfidence, autoPattern }: TuningSettings,
): { readonly request: QueryRequest; readonly tuned: readonly string[] } {
  const tuned: string[] = [];
  let changed = request;
  if (request.minConfidence === null && minConfidence !== null) {
    changed = { ...changed, minConfidence };
    tuned.push(`min_confidence ${minConfidence}`);
  }
  if (request.pattern === 'auto' && autoPattern !== null) tuned.push(`pattern auto takes ${autoPattern}`);
  return { request: changed, tuned };
}
