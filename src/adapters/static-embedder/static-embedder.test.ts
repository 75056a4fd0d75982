import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract } from '../../../test/contract/embedder.contract.ts';
import { createStaticEmbedder } from './static-embedder.ts';
import { loadTokenTable } from './token-table.ts';

const MODELS = new URL('../../../models/', import.meta.url);
const table = await loadTokenTable(fileURLToPath(new URL('static-minilm', MODELS)));

embedderContract('static table', async () => createStaticEmbedder(table));

describe('createStaticEmbedder', () => {
  const fixtures = readFileSync(new URL('fixtures/embeddings.jsonl', MODELS), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => z.object({ text: z.string(), vector: z.array(z.number()) }).parse(JSON.parse(line)));

  it('agrees with the vectors of the script that made the table', async () => {
    const vectors = await createStaticEmbedder(table).embed(fixtures.map(({ text }) => text));
    expect(fixtures.length).toBeGreaterThan(20);
    fixtures.forEach(({ text, vector }, i) => {
      const largest = Math.max(...vector.map((value, d) => Math.abs(value - (vectors[i]?.[d] ?? 9))));
      expect([text, largest < 2e-5]).toEqual([text, true]);
    });
  });

  it('counts a word as often as it stands in the text', async () => {
    const [once, twice, other] = await createStaticEmbedder(table).embed(['red house', 'red red house', 'house red']);
    expect(twice).not.toEqual(once);
    other?.forEach((value, d) => {
      expect(value).toBeCloseTo(once?.[d] ?? 9, 6);
    });
  });
});
