import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberHash } from './distinct-count.ts';
import { type CountedQuery, Rollup } from './rollup.ts';

const counted = (change: Partial<CountedQuery> = {}): CountedQuery => ({
  userHash: null,
  answered: true,
  cacheHit: false,
  durationMs: 10,
  confidence: 0.5,
  pattern: 'fast',
  tool: 'answer',
  backend: 'hybrid',
  ...change,
});

type Told = { readonly query: CountedQuery; readonly text: string };

const told: fc.Arbitrary<Told> = fc.record({
  query: fc
    .record({
      userHash: fc.option(fc.nat(900).map((i) => memberHash(String(i)))),
      answered: fc.boolean(),
      cacheHit: fc.boolean(),
      durationMs: fc.double({ min: 0.01, max: 20_000, noNaN: true }),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      pattern: fc.constantFrom('bare', 'fast', 'fused'),
    })
    .map((change) => counted(change)),
  text: fc.nat(80).map((i) => `text ${i}`),
});

const rollupOf = (queries: readonly Told[]): Rollup => {
  const rollup = new Rollup();
  for (const { query, text } of queries) {
    rollup.addQuery(query);
    rollup.queries.add(text, text);
    if (!query.answered) rollup.tallies.errors.add('SERVER_INTERNAL');
  }
  return rollup;
};

const merged = (...rollups: readonly Rollup[]): Rollup => {
  const whole = new Rollup();
  for (const rollup of rollups) whole.merge(rollup);
  return whole;
};

describe('Rollup', () => {
  it('counts what it is told', () => {
    const rollup = new Rollup();
    const ada = memberHash('ada');
    rollup.addQuery(counted({ userHash: ada, durationMs: 50, confidence: 0.9, cacheHit: true }));
    rollup.addQuery(counted({ userHash: ada, durationMs: 300, confidence: 0.3, answered: false, pattern: 'fused' }));
    rollup.addQuery(counted({ durationMs: 7_000, confidence: 0.3, tool: 'search', backend: 'lexical' }));
    rollup.tallies.errors.add('REQUEST_TIMEOUT');
    expect(rollup).toMatchObject({ count: 3, answered: 2, anonymous: 1, cacheHits: 1, errors: 1 });
    expect(rollup.meanConfidence).toBeCloseTo(0.5, 6);
    expect(rollup.users.value).toBe(1);
    expect(rollup.durations.mean).toBeCloseTo(2_450, 6);
    expect(rollup.tallies.buckets.toStored()).toEqual({ '<100ms': 1, '<500ms': 1, '>5s': 1 });
    expect(rollup.tallies.patterns.toStored()).toEqual({ fast: 2, fused: 1 });
  });

  it('merges to the roll-up of everything, in any order and grouping, while texts have room', () => {
    const some = fc.array(told, { maxLength: 60 });
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        const [ra, rb, rc] = [rollupOf(a), rollupOf(b), rollupOf(c)];
        const whole = rollupOf([...a, ...b, ...c]).toText();
        expect(merged(ra, rb, rc).toText()).toBe(whole);
        expect(merged(rc, merged(rb, ra)).toText()).toBe(whole);
        expect(merged(merged(ra, rb), rc).toText()).toBe(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('is the same after a trip through text', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (queries) => {
        const text = rollupOf(queries).toText();
        expect(Rollup.parse(text)?.toText()).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('does not read another format', () => {
    const text = new Rollup().toText().replace('"format":1', '"format":2');
    expect(Rollup.parse(text)).toBeNull();
  });

  it('forgets texts and keeps figures', () => {
    const rollup = rollupOf([{ query: counted(), text: 'secret' }]);
    rollup.entities.add('k', 'Secret');
    expect(rollup.hasTexts).toBe(true);
    rollup.forgetTexts();
    expect([rollup.hasTexts, rollup.count]).toEqual([false, 1]);
    expect(rollup.toText().toLowerCase()).not.toContain('secret');
  });

  it('is all zeros when it is empty', () => {
    expect(new Rollup()).toMatchObject({ count: 0, errors: 0, meanConfidence: 0 });
  });
});
