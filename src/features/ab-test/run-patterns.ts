import type { QueryAnswer } from '../../core/query/query-answer.ts';
import type { PatternName, QueryRequest } from '../../core/query/query-request.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import type { Principal } from '../../ports/scope.ts';
import type { RandomSource } from '../../shared/ids.ts';
import { systemScheduler } from '../../shared/scheduler.ts';

export type AbTestPorts = { readonly queries: QueryService; readonly random: RandomSource };

type Plan = {
  readonly request: QueryRequest;
  readonly patterns: readonly PatternName[];
  readonly runs: number;
  readonly principal: Principal;
  readonly signal: AbortSignal;
};

/**
 * Asks in rounds, every pattern once a round and in a random order, so that whatever warms up or slows down meanwhile falls on all of
 * them alike. One query at a time, past the cache; nothing remembers or counts them. Rejects with what a query rejects with.
 */
export async function runPatterns(
  { queries, random }: AbTestPorts,
  { request, patterns, runs, principal, signal }: Plan,
): Promise<ReadonlyMap<PatternName, readonly QueryAnswer[]>> {
  const answers = new Map<PatternName, QueryAnswer[]>(patterns.map((pattern) => [pattern, []]));
  for (let round = 0; round < runs; round++) {
    for (const pattern of shuffled(patterns, random)) {
      // Answers come without a turn of the loop: others are served in between, and a caller who leaves is noticed.
      await systemScheduler.yieldToLoop();
      const answer = await queries.run({ ...request, pattern, cache: 'bypass', purpose: 'trial' }, principal, signal);
      answers.get(pattern)?.push(answer);
    }
  }
  return answers;
}

/** Fisher and Yates's shuffle; of so few items that the remainder of a byte bends nothing. */
function shuffled<T>(items: readonly T[], random: RandomSource): readonly T[] {
  const bytes = random.fill(new Uint8Array(items.length));
  const left = [...items];
  return items.flatMap((_, i) => left.splice((bytes[i] ?? 0) % left.length, 1));
}
