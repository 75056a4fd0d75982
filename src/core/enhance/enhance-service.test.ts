import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { ALL_HISTORY } from '../../ports/history-store.ts';
import { EnhanceService } from './enhance-service.ts';

let world: QueryWorld;
let service: EnhanceService;
const dictionary = {
  find: async (_tenant: string, short: string) =>
    short === 'RS' ? { short, long: 'Robert Stevenson', updatedAtMs: 0 } : null,
};

beforeAll(async () => {
  world = await openQueryWorld();
  await world.add([
    { id: 'ts', title: 'Bandits', text: 'Thompson Sampling (TS) is a heuristic for bandits. It draws arms.' },
  ]);
  service = new EnhanceService({ ...world.ports, queries: world.queries, dictionary });
});
afterAll(() => world.close());

const enhance = (text: string, change: { earlier?: string; sessionId?: string; collection?: string } = {}) =>
  service.enhance(
    { text, collection: 'default', earlier: null, sessionId: null, ...change },
    ASKER,
    AbortSignal.timeout(60_000),
  );

describe('EnhanceService', () => {
  it('applies context, spelling, abbreviations and the question mark, in this order', async () => {
    const { enhanced, enhancements } = await enhance('was it bulit by RS', { earlier: 'Who built Bell Rock?' });
    expect(enhanced).toBe('was Bell Rock built by Robert Stevenson (RS)?');
    expect(enhancements.map(({ kind }) => kind)).toEqual(['context', 'spelling', 'abbreviation', 'question_mark']);
  });

  it('measures what it gains in the confidence of the answer', async () => {
    const found = await enhance('who was Robert Stevensen');
    expect(found.enhanced).toBe('who was Robert Stevenson?');
    expect(found.improvementScore).toBeCloseTo(found.enhancedConfidence - found.originalConfidence, 12);
    expect(found.improvementScore).toBeGreaterThan(0.1);
  });

  it('gains nothing where there is nothing to do', async () => {
    const same = await enhance('Who built Bell Rock?');
    expect(same).toMatchObject({ enhanced: 'Who built Bell Rock?', enhancements: [], improvementScore: 0 });
  });

  it('offers only questions that have an answer, none of them the one asked', async () => {
    for (const text of ['Who built Bell Rock?', 'What is TS?', 'Who won the football cup in Chile?']) {
      const { alternatives, original, enhanced } = await enhance(text);
      expect(alternatives.length).toBeLessThanOrEqual(3);
      for (const alternative of alternatives) {
        expect([original, enhanced]).not.toContain(alternative.text);
        expect((await world.ask(alternative.text)).answered).toBe(true);
      }
    }
  });

  it('takes the context from the session, and leaves no trace in the history', async () => {
    await world.ask('Who built Bell Rock?', { sessionId: 's1' });
    await world.queries.settled();
    expect((await enhance('when was it built?', { sessionId: 's1' })).enhanced).toBe('when was Bell Rock built?');
    expect((await enhance('when was it built?', { sessionId: 's2' })).enhanced).toBe('when was it built?');
    await world.queries.settled();
    const past = await world.ports.history.list('default', ALL_HISTORY, { limit: 50, after: null });
    expect(past.map(({ text }) => text)).not.toContain('when was Bell Rock built?');
  });

  it('knows nothing in an empty collection, and ends with its signal', async () => {
    const empty = await enhance('waht is TS', { collection: 'empty' });
    expect(empty).toMatchObject({ enhanced: 'waht is TS', enhancements: [], alternatives: [], improvementScore: 0 });
    const request = { text: 'x', collection: 'default', earlier: null, sessionId: null };
    await expect(service.enhance(request, ASKER, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  });

  it.each(['x'.repeat(5_000), '<script>alert(1)</script>', 'ab '.repeat(3_333), '東京の灯台は何ですか', '((((', '"'])(
    'survives %j',
    async (text) => {
      expect((await enhance(text.trim())).original).toBe(text.trim());
    },
  );
});
