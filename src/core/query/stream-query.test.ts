import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, LIGHTHOUSES, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { CodedError } from '../../shared/errors.ts';
import { queryRequest } from './query-request.ts';
import type { QueryService } from './query-service.ts';
import { type StreamStep, streamQuery } from './stream-query.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld(LIGHTHOUSES);
});

afterAll(() => world.close());

const signal = () => AbortSignal.timeout(60_000);

async function stepsOf(text: string, change: Parameters<typeof queryRequest>[1] = {}): Promise<StreamStep[]> {
  const request = queryRequest(text, change);
  return Array.fromAsync(streamQuery(world.queries, { request, principal: ASKER, signal: signal() }));
}

/** A service that tells its first stage and then waits for its signal. */
function waiting() {
  const signals: AbortSignal[] = [];
  const queries: Pick<QueryService, 'run'> = {
    async run(_request, _principal, ends) {
      signals.push(ends);
      await new Promise<void>((resolve) => ends.addEventListener('abort', () => resolve()));
      throw ends.reason;
    },
  };
  return { queries, signals };
}

describe('streamQuery', () => {
  it('tells every stage in the order of the walk, the sources, the response in pieces, and the answer last', async () => {
    const steps = await stepsOf('When was the Fastnet lighthouse first lit?');
    const answer = steps.at(-1);
    if (answer?.type !== 'complete') throw new Error('the last step is not complete');
    const thoughts = steps.filter((step) => step.type === 'thinking');
    expect(thoughts.map(({ span }) => span)).toEqual(answer.answer.trace.spans);
    expect(thoughts.every(({ words }) => /^[A-Z].*\.$/.test(words))).toBe(true);
    const types = steps.map(({ type }) => type);
    expect(types.indexOf('sources')).toBe(
      types.indexOf('thinking') + thoughts.findIndex(({ span }) => span.name === 'select') + 1,
    );
    const pieces = steps.filter((step) => step.type === 'response');
    expect(pieces.map(({ text }) => text).join('')).toBe(answer.answer.response);
    for (const { text, position } of pieces) expect(answer.answer.response.slice(position)).toMatch(text);
    expect(types.filter((type) => type === 'complete' || type === 'trace' || type === 'sources')).toEqual([
      'sources',
      'trace',
      'complete',
    ]);
  });

  it('has a progress that never falls and ends at 1', async () => {
    const progress = (await stepsOf('Who built Bell Rock?')).map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress[0]).toBeGreaterThan(0);
    expect(progress.at(-2)).toBeLessThan(1);
    expect(progress.at(-1)).toBe(1);
  });

  it('tells neither sources nor trace to who does not want them', async () => {
    const types = (await stepsOf('granite tower', { includeSources: false, includeTrace: false })).map(
      ({ type }) => type,
    );
    expect(types).not.toContain('sources');
    expect(types).not.toContain('trace');
    expect(types.at(-1)).toBe('complete');
  });

  it('answers what is not in the documents as honestly as without a stream', async () => {
    const steps = await stepsOf('What is the melting point of tungsten carbide?');
    const last = steps.at(-1);
    expect(last?.type === 'complete' && last.answer.answered).toBe(false);
    expect(steps.filter((step) => step.type === 'response').length).toBeGreaterThan(0);
  });

  it('tells sources only when no passage was replaced while it was read', async () => {
    const base = await world.ask('Who built Bell Rock?');
    const first = (await stepsOf('Who built Bell Rock?')).find((step) => step.type === 'thinking');
    if (first?.type !== 'thinking') throw new Error('no step');
    const queries: Pick<QueryService, 'run'> = {
      async run(request, principal, ends, watch) {
        return world.queries.run(request, principal, ends, ({ span, state }) => {
          if (span.name === 'select') watch?.({ span, state: { ...state, staleCount: 1 } });
          watch?.({ span, state });
        });
      },
    };
    const request = queryRequest('Who built Bell Rock?');
    const steps = await Array.fromAsync(streamQuery(queries, { request, principal: ASKER, signal: signal() }));
    const told = steps.filter((step) => step.type === 'sources');
    expect(told).toHaveLength(1);
    expect(told[0]?.type === 'sources' && told[0].sources).toEqual(base.sources);
    expect(steps.filter((step) => step.type === 'thinking' && step.words.includes('replaced meanwhile'))).toHaveLength(
      1,
    );
  });

  it('throws what the query fails with, after what was told', async () => {
    const seen: string[] = [];
    const request = queryRequest('granite tower', { cache: 'only' });
    const reading = (async () => {
      for await (const step of streamQuery(world.queries, { request, principal: ASKER, signal: signal() }))
        seen.push(step.type);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'QUERY_CACHE_ONLY_MISS' });
    expect(seen.every((type) => type === 'thinking')).toBe(true);
  });

  it('ends with the reason of its signal, also before the first step, and so does the work', async () => {
    const reason = new CodedError('REQUEST_CANCELLED', 'enough');
    const { queries, signals } = waiting();
    const controller = new AbortController();
    const asked = { request: queryRequest('granite'), principal: ASKER, signal: controller.signal };
    const next = streamQuery(queries, asked).next();
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(signals[0]?.aborted).toBe(true);
    await expect(streamQuery(queries, asked).next()).rejects.toBe(reason);
    expect(signals).toHaveLength(1);
  });

  it('ends the work when its reader leaves', async () => {
    let ends: AbortSignal | undefined;
    const queries: Pick<QueryService, 'run'> = {
      run: (request, principal, given, watch) => {
        ends = given;
        return world.queries.run(request, principal, given, watch);
      },
    };
    const request = queryRequest('granite tower');
    for await (const _step of streamQuery(queries, { request, principal: ASKER, signal: signal() })) break;
    expect(ends?.aborted).toBe(true);
  });
});
