import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { faultsOf, VectorWorld } from '../../../test/support/vector-world.ts';
import { randomUnit } from '../../../test/support/vectors.ts';
import { createCatalogue } from '../memory/catalogue.ts';
import { createStaticEmbedder } from '../static-embedder/static-embedder.ts';
import { loadTokenTable } from '../static-embedder/token-table.ts';
import { createWasmVectorIndex } from './vector-index.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const SHAPE = { dimensions: 384, prefixes: [96, 192, 384] };
const MODELS = new URL('../../../models/', import.meta.url);

function open(workers: number) {
  const catalogue = createCatalogue();
  const index = createWasmVectorIndex({ ...SHAPE, catalogue, workers });
  return { index, world: new VectorWorld(catalogue, index, SCOPE) };
}

describe('recall at 10', () => {
  it('is 1 on texts embedded with the table, at every prefix', async () => {
    const embedder = createStaticEmbedder(await loadTokenTable(fileURLToPath(new URL('static-minilm', MODELS))));
    const lines = readFileSync(new URL('fixtures/wordpiece.jsonl', MODELS), 'utf8').trimEnd().split('\n');
    const texts = lines.map((line) => z.object({ text: z.string() }).parse(JSON.parse(line)).text);
    const { index, world } = open(0);
    await world.put('d', 1, await embedder.embed(texts));
    const queries = await embedder.embed(['How is a password reset?', 'wind over the harbour', 'prime numbers', 'tax']);
    for (const query of queries) {
      for (const prefix of SHAPE.prefixes) {
        expect(faultsOf(await world.search(query, prefix, 10), world.truth(query, prefix), 10)).toEqual([]);
      }
    }
    await index.close();
  });

  it('is 1 on 10,000 generated vectors, on the event loop and in threads alike', async () => {
    const random = seededRandom(21);
    const vectors = Array.from({ length: 10_000 }, () => randomUnit(random, 384));
    const queries = Array.from({ length: 6 }, () => randomUnit(random, 384));
    const [alone, threaded] = [open(0), open(2)];
    await alone.world.put('d', 1, vectors);
    await threaded.world.put('d', 1, vectors);
    for (const query of queries) {
      for (const prefix of SHAPE.prefixes) {
        const hits = await alone.world.search(query, prefix, 10);
        expect(faultsOf(hits, alone.world.truth(query, prefix), 10)).toEqual([]);
        expect(await threaded.world.search(query, prefix, 10)).toEqual(hits);
      }
    }
    // Memory grows by an eighth or a MiB, and arrays by half of their own.
    expect(alone.index.bytes()).toBeLessThan((2 * 384 + 24) * vectors.length * 1.125 + 2 ** 21);
    await alone.index.close();
    await threaded.index.close();
  });
});

describe('the event loop', () => {
  it('turns within a large scan that has no threads, and not within a small one', async () => {
    const random = seededRandom(5);
    const { index, world } = open(0);
    // Equal rows are as much work as others; 45,000 × 384 is more than one step.
    const shared = randomUnit(random, 384);
    await world.put(
      'd',
      1,
      Array.from({ length: 45_000 }, () => shared),
    );
    const turnsDuring = async (prefix: number, limit: number): Promise<boolean> => {
      let turned = false;
      setImmediate(() => {
        turned = true;
      });
      await world.search(randomUnit(random, 384), prefix, limit);
      return turned;
    };
    expect(await turnsDuring(384, 10)).toBe(true);
    await world.delete('d');
    await world.put('e', 100_000, [shared]);
    expect(await turnsDuring(384, 10)).toBe(false);
    await index.close();
  });
});
