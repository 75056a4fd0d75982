/** Statuses of a server that asks to come back later. */
const LATER: ReadonlySet<number> = new Set([429, 503]);
const FIRST_DELAY_MS = 250;
/** Longer than this a caller would rather be told. */
const DELAY_MS_MAX = 30_000;

/**
 * Milliseconds before a call is tried again, or null when that is no use: what the server asked for in `Retry-After`, else
 * twice as long each round.
 */
export function retryDelayMs(outcome: Response | { readonly broken: unknown }, round: number): number | null {
  const backOffMs = FIRST_DELAY_MS * 2 ** round;
  if ('broken' in outcome) return backOffMs;
  if (!LATER.has(outcome.status)) return null;
  const asked = Number(outcome.headers.get('retry-after') ?? Number.NaN) * 1000;
  const delayMs = Number.isFinite(asked) ? Math.max(asked, backOffMs) : backOffMs;
  return delayMs <= DELAY_MS_MAX ? delayMs : null;
}
