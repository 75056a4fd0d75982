import { beforeEach, describe, expect, it } from 'vitest';
import { cachedAnswer } from '../../../test/support/cached-answer.ts';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { ASKER } from '../../../test/support/query-world.ts';
import { wordModel } from '../../../test/support/word-model.ts';
import { createCatalogue } from '../../adapters/memory/catalogue.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { BackgroundVectors } from '../learning/background-vectors.ts';
import { LearnedQueries } from '../learning/learned-queries.ts';
import { NextQueries } from '../learning/next-queries.ts';
import type { QueryAnswer } from '../query/query-answer.ts';
import { type QueryRequest, queryRequest } from '../query/query-request.ts';
import { IDLE_AFTER_MS, Prefetcher, type PrefetchOutcome } from './prefetcher.ts';

type Ahead = { readonly request: QueryRequest; readonly signal: AbortSignal };

/** A prefetcher whose time passes when it sleeps, over questions of which the next is plain. `run` may be exchanged. */
function open() {
  const clock = manualClock(1_000_000);
  const learned = new LearnedQueries(createCatalogue());
  const asked: Ahead[] = [];
  const outcomes: PrefetchOutcome[] = [];
  const world = {
    clock,
    learned,
    asked,
    outcomes,
    lagMs: 0,
    sleeps: 0,
    onSleep: (): void => undefined,
    run: async (_request: QueryRequest, _signal: AbortSignal): Promise<QueryAnswer> => answer('miss'),
  };
  const scheduler = {
    ...systemScheduler,
    sleep: async (ms: number) => {
      world.sleeps++;
      clock.advance(ms);
      world.onSleep();
    },
  };
  const { embedder } = wordModel();
  const prefetcher = new Prefetcher({
    run(request, _principal, signal) {
      asked.push({ request, signal });
      return world.run(request, signal);
    },
    next: new NextQueries({ learned, clock, embedder, vectors: new BackgroundVectors({ embedder, scheduler }) }),
    gauge: { eventLoopLagMs: () => world.lagMs, close: () => undefined },
    clock,
    scheduler,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return Object.assign(world, { prefetcher });
}

function answer(result: 'miss' | 'exact', answered = true): QueryAnswer {
  return {
    ...cachedAnswer('q'),
    answered,
    queryId: 'q_1',
    durationMs: 1,
    timestampMs: 0,
    cache: { result, matchedQuery: null, ageMs: null, reason: '' },
    trace: { startedAtMs: 0, durationMs: 1, spans: [] },
  };
}

let world: ReturnType<typeof open>;

beforeEach(() => {
  world = open();
  // So much else is asked that nothing is likely by its popularity alone.
  for (let i = 0; i < 60; i++)
    world.learned.answered(answeredQuery(`something else ${i}`, { timestampMs: world.clock.now() }));
  for (let i = 0; i < 9; i++)
    for (const text of ['first', 'second', 'third'])
      world.learned.answered(answeredQuery(text, { sessionId: `${i}`, timestampMs: world.clock.now() }));
});

async function ask(text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}, given = answer('miss')) {
  world.prefetcher.began(queryRequest(text, change), ASKER)(given);
  await world.prefetcher.settled();
}

const texts = () => world.asked.map(({ request }) => request.text);

describe('Prefetcher', () => {
  it('asks what is likely next as the question before was asked, for nobody', async () => {
    await ask('first', { pattern: 'bare', topK: 3, sessionId: 's', maxLatencyMs: 9 });
    expect(texts()).toEqual(['second']);
    expect(world.asked[0]?.request).toMatchObject({ pattern: 'bare', topK: 3, cache: 'use', purpose: 'prefetch' });
    expect(world.asked[0]?.request.maxLatencyMs).toBeNull();
    expect(world.outcomes).toEqual(['stored']);
  });

  it('says when the cache had it already', async () => {
    world.run = async () => answer('exact');
    await ask('first');
    expect(world.outcomes).toEqual(['known']);
  });

  it.each<[string, Partial<Omit<QueryRequest, 'text'>>, QueryAnswer | undefined]>([
    ['third', {}, undefined],
    ['first', { cache: 'bypass' }, undefined],
    ['first', { purpose: 'trial' }, undefined],
    ['first', { purpose: 'prefetch' }, undefined],
    ['first', {}, answer('miss', false)],
  ])('asks nothing after %j with %j', async (text, change, given) => {
    await ask(text, change, given);
    expect(texts()).toEqual([]);
  });

  it('waits until nobody asks, and nothing else is at work', async () => {
    const ended = world.prefetcher.began(queryRequest('elsewhere'), ASKER);
    world.lagMs = 20;
    world.onSleep = () => {
      expect(texts()).toEqual([]);
      if (world.sleeps === 5) ended(null);
      if (world.sleeps === 10) {
        world.lagMs = 0;
        world.onSleep = () => undefined;
      }
    };
    await ask('first');
    expect(world.sleeps).toBeGreaterThan(10);
    expect(texts()).toEqual(['second']);
  });

  it('gives up what waited too long', async () => {
    const ended = world.prefetcher.began(queryRequest('elsewhere'), ASKER);
    await ask('first');
    expect(texts()).toEqual([]);
    expect(world.sleeps * IDLE_AFTER_MS).toBeGreaterThanOrEqual(30_000);
    ended(null);
  });

  it('stops at once when somebody asks', async () => {
    const real: string[] = [];
    world.run = (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        const ended = world.prefetcher.began(queryRequest('real work', { cache: 'bypass' }), ASKER);
        real.push('began');
        ended(answer('miss'));
      });
    await ask('first');
    expect(real).toEqual(['began']);
    expect(world.outcomes).toEqual(['cancelled']);
    expect(world.asked[0]?.signal.aborted).toBe(true);
  });

  it('tells of a failure and goes on', async () => {
    world.run = () => Promise.reject(new Error('broken'));
    await ask('first');
    await ask('second');
    expect(world.outcomes).toEqual(['failed', 'failed']);
  });

  it('keeps within its budget', async () => {
    world.run = async () => {
      world.clock.advance(100);
      return answer('miss');
    };
    await ask('first');
    const startMs = world.clock.monotonic();
    await ask('second');
    expect(texts()).toEqual(['second', 'third']);
    expect(world.clock.monotonic() - startMs).toBeGreaterThanOrEqual(1_900);
  });

  it('forgets what it wanted for a tenant whose history was deleted', async () => {
    world.prefetcher.began(queryRequest('first'), ASKER)(answer('miss'));
    world.prefetcher.cleared('someone else');
    world.prefetcher.cleared(ASKER.tenant);
    await world.prefetcher.settled();
    expect(texts()).toEqual([]);
  });

  it('does nothing after it was stopped', async () => {
    world.prefetcher.began(queryRequest('first'), ASKER)(answer('miss'));
    await world.prefetcher.stop();
    await ask('first');
    expect(texts()).toEqual([]);
  });
});
