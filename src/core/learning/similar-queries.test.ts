import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../ports/embedder.ts';
import type { PastQuery } from './past-query.ts';
import { QueryBook } from './query-book.ts';
import { SimilarQueries } from './similar-queries.ts';

/** Texts like "30" mean the direction at 30 degrees; only the first two of 128 dimensions count. */
const degrees: Embedder = {
  model: 'degrees',
  dimensions: 128,
  prefixes: [64, 96, 128],
  embed: async (texts) => texts.map(direction),
};

function direction(text: string): Float32Array {
  const angle = (Number(text) * Math.PI) / 180;
  const vector = new Float32Array(128);
  if (!Number.isNaN(angle)) vector.set([Math.cos(angle) * 0.5, Math.sin(angle) * 0.5]);
  return vector;
}

const book = new QueryBook();

function query(text: string): PastQuery {
  const learned = book.learn({ text, answered: true, confidence: 1, atMs: 0, session: null, documents: [] });
  if (learned === null) throw new Error('not learned');
  return learned;
}

async function filled(queries: readonly PastQuery[], max?: number): Promise<SimilarQueries> {
  const similar = new SimilarQueries(max);
  for (const one of queries) similar.add(one);
  while (similar.waiting > 0) await similar.embedSome(degrees);
  return similar;
}

describe('SimilarQueries', () => {
  it('finds the nearest by cosine, best first, and nothing that points away', async () => {
    const similar = await filled(['10', '200', '60', '40', 'unknown'].map(query));
    const found = similar.nearest(direction('30'), 3);
    expect(found.map(({ query: { text } }) => text)).toEqual(['40', '10', '60']);
    expect(found[0]?.similarity).toBeCloseTo(Math.cos(Math.PI / 18), 5);
  });

  it('embeds a few at a time', async () => {
    const similar = new SimilarQueries();
    for (let i = 0; i < 100; i++) similar.add(query(`${i}`));
    await similar.embedSome(degrees);
    expect(similar.waiting).toBe(68);
    expect(similar.nearest(direction('80'), 1).map(({ query: { text } }) => text)).toEqual(['31']);
  });

  it('keeps the newest of as many as it is told', async () => {
    const similar = await filled(['10', '20', '80'].map(query), 2);
    expect(similar.nearest(direction('10'), 5).map(({ query: { text } }) => text)).toEqual(['20', '80']);
  });

  it('passes over what was forgotten, and knows nothing at first', async () => {
    const gone = { ...query('12'), forgotten: true };
    const similar = await filled([gone, query('14')]);
    expect(similar.nearest(direction('12'), 5).map(({ query: { text } }) => text)).toEqual(['14']);
    expect(new SimilarQueries().nearest(direction('12'), 5)).toEqual([]);
  });

  it('keeps the newest 10,000', async () => {
    const first = query('90');
    const second = query('91');
    const zero = query('0');
    const rest = Array.from({ length: 9_999 }, () => ({ ...zero }));
    const similar = await filled([first, ...rest]);
    expect(similar.nearest(direction('90'), 1)[0]?.query).toBe(first);
    similar.add(second);
    await similar.embedSome(degrees);
    const found = similar.nearest(direction('90'), 2).map(({ query: one }) => one);
    expect(found.includes(first)).toBe(false);
    expect(found.includes(second)).toBe(true);
  });
});
