import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../test/support/facts.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import type { Filter } from '../../ports/filter.ts';
import type { Hit, LexicalEntry, LexicalQuery } from '../../ports/lexical-index.ts';
import { createCatalogue } from '../memory/catalogue.ts';
import { createBm25Index } from './bm25-index.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const CHUNKS = 9_000;

/** A corpus of several windows, with terms from everywhere to nearly nowhere, and holes where chunks were replaced. */
async function createCorpus(): Promise<{
  readonly entries: ReadonlyMap<number, LexicalEntry>;
  readonly search: (query: LexicalQuery, limit: number, filter?: Filter) => Promise<readonly Hit[]>;
}> {
  const random = seededRandom(5);
  const catalogue = createCatalogue();
  const index = createBm25Index({ catalogue });
  const partition = catalogue.open(SCOPE);
  const entries = new Map<number, LexicalEntry>();
  const put = async (documentId: string, chunk: number): Promise<void> => {
    const entry = randomEntry(chunk, random);
    partition.stage(factsOf(documentId, { tags: chunk % 50 === 0 ? ['rare'] : ['often'] }), [chunk]);
    await index.add(SCOPE, [entry]);
    partition.publish(documentId);
    entries.set(chunk, entry);
  };
  for (let i = 1; i <= CHUNKS; i++) await put(`d${i}`, i);
  for (let i = 1; i <= CHUNKS; i += 4) {
    const removed = partition.retire(`d${i}`);
    await index.remove(SCOPE, removed);
    partition.release(removed);
    entries.delete(i);
    if (i % 3 === 0) await put(`d${i}`, CHUNKS + i);
  }
  return { entries, search: (query, limit, filter) => index.search(SCOPE, query, { limit, filter: filter ?? null }) };
}

function randomEntry(chunk: number, random: () => number): LexicalEntry {
  const tokens = Array.from({ length: 5 + Math.floor(random() * 15) }, () => `w${Math.floor(400 * random() ** 3)}`);
  const terms = [...new Set(tokens)];
  return { chunk, terms, title: new Uint16Array(), body: Uint16Array.from(tokens, (token) => terms.indexOf(token)) };
}

describe('searchPartition', async () => {
  const { entries, search } = await createCorpus();
  const everything = CHUNKS * 2;

  it('finds with a small limit what it finds with none: nothing is skipped that belongs to the best', async () => {
    const random = seededRandom(6);
    for (let round = 0; round < 60; round++) {
      const terms = Array.from({ length: 1 + Math.floor(random() * 7) }, () => `w${Math.floor(400 * random() ** 2)}`);
      const query = {
        terms: [...new Set(terms)].map((term) => ({ term, weight: 1 + Math.floor(random() * 2) })),
        phrases: [],
      };
      const all = await search(query, everything);
      for (const limit of [1, 10, 100]) expect(await search(query, limit)).toEqual(all.slice(0, limit));
    }
  });

  it('finds every chunk that holds a term, and only those', async () => {
    for (const term of ['w0', 'w7', 'w120', 'w399']) {
      const hits = await search({ terms: [{ term, weight: 1 }], phrases: [] }, everything);
      const holders = [...entries.values()].filter(({ terms }) => terms.includes(term)).map(({ chunk }) => chunk);
      expect(hits.map(({ chunk }) => chunk).sort((a, b) => a - b)).toEqual(holders.sort((a, b) => a - b));
    }
  });

  it.each(['rare', 'often'])(
    'gives the same scores under a filter as without, few selected or many (%s)',
    async (tag) => {
      const query = { terms: ['w0', 'w1', 'w50'].map((term) => ({ term, weight: 1 })), phrases: [] };
      const isSelected = (chunk: number): boolean => (chunk % 50 === 0) === (tag === 'rare');
      const expected = (await search(query, everything)).filter(({ chunk }) => isSelected(chunk));
      expect(await search(query, 20, { op: 'eq', field: 'tags', value: tag })).toEqual(expected.slice(0, 20));
      expect(expected.length).toBeGreaterThan(20);
    },
  );

  it('finds phrases across windows', async () => {
    const query = {
      terms: [
        { term: 'w0', weight: 1 },
        { term: 'w1', weight: 1 },
      ],
      phrases: [['w0', 'w1']],
    };
    const stands = ({ terms, body }: LexicalEntry): boolean =>
      Array.from(body).some((place, i) => terms[place] === 'w0' && terms[body[i + 1] ?? -1] === 'w1');
    const expected = [...entries.values()].filter(stands).map(({ chunk }) => chunk);
    const hits = await search(query, everything);
    expect(hits.map(({ chunk }) => chunk).sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    expect(expected.length).toBeGreaterThan(10);
    expect(await search(query, 5)).toEqual(hits.slice(0, 5));
  });
});
