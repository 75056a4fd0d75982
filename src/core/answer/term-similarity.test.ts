import { expect, test } from 'vitest';
import type { TokenTable } from '../../ports/token-table.ts';
import { termSimilarity } from './term-similarity.ts';

const ROWS: Readonly<Record<string, readonly [id: number, x: number, y: number]>> = {
  harbour: [1, 100, 0],
  port: [2, 80, 60],
  tree: [3, 0, 100],
  '##s': [4, 0, 1],
};

/** Two dimensions, four rows; a word is its row, and a plural has a second piece. */
function tableOf(): TokenTable & { reads: number } {
  const values = new Int8Array(10);
  for (const [id, x, y] of Object.values(ROWS)) values.set([x, y], id * 2);
  const table = {
    rows: 5,
    dimensions: 2,
    values,
    scales: Float32Array.of(0, 1, 1, 1, 1),
    reads: 0,
    tokenize(text: string) {
      table.reads++;
      const ids = text.endsWith('s') ? [ROWS[text.slice(0, -1)]?.[0] ?? 0, 4] : [ROWS[text]?.[0] ?? 0];
      return Uint16Array.from(ids);
    },
    similarity: () => 0,
  };
  return table;
}

test('cosine of the words, 0 for unknown ones', () => {
  const similarity = termSimilarity(tableOf());
  expect(similarity('harbour', 'port')).toBeCloseTo(0.8);
  expect(similarity('harbour', 'harbours')).toBeGreaterThan(0.99);
  expect(similarity('harbour', 'tree')).toBeCloseTo(0);
  expect(similarity('harbour', 'unknown')).toBe(0);
});

test('a table has one function, which reads a word once', () => {
  const table = tableOf();
  const similarity = termSimilarity(table);
  expect(termSimilarity(table)).toBe(similarity);
  for (let i = 0; i < 10; i++) similarity('harbour', 'port');
  expect(table.reads).toBe(2);
});

test('prepared terms give the same cosines, in their order', () => {
  const similarity = termSimilarity(tableOf());
  const terms = ['tree', 'harbour', 'unknown', 'port', 'harbours'];
  const cosines = new Float64Array(2 * terms.length);
  similarity.against?.(terms)('port', 'tree', cosines);
  const expected = ['port', 'tree'].flatMap((word) => terms.map((term) => similarity(term, word)));
  expect([...cosines]).toEqual(expected);
  expect(cosines[3]).toBeCloseTo(1);
  expect(cosines[5]).toBeCloseTo(1);
});
