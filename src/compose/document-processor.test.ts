import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStaticEmbedder } from '../adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../adapters/static-embedder/token-table.ts';
import { defined } from '../shared/assert.ts';
import { dequantise } from '../shared/quantise.ts';
import { createDocumentProcessor } from './document-processor.ts';
import { MODEL_FOLDER } from './model-folder.ts';

const table = await loadTokenTable(MODEL_FOLDER);
const processor = createDocumentProcessor({ table, workers: 1 });
const sentence = 'Thompson sampling draws an arm by the probability that it is the best one.';
const content = `# Bandits\n\n## Sampling\n\n${`${sentence} `.repeat(20)}\n\n## Regret\n\n${'Regret grows slowly. '.repeat(80)}`;

beforeAll(async () => {
  await processor.process({ title: 'Warm up', contentType: 'text/plain', content: 'The thread starts.' });
});

afterAll(() => processor.close());

it('makes passages of the text, with features for every index', async () => {
  const document = await processor.process({ title: '', contentType: 'text/markdown', content });
  expect(document.title).toBe('Bandits');
  expect(document.chunks.length).toBeGreaterThan(1);
  expect(document.features).toHaveLength(document.chunks.length);
  for (const { text, start, end } of document.chunks) expect(document.text.slice(start, end)).toBe(text);
  for (const { lexical, pieces, values } of document.features) {
    expect(lexical.body.length).toBeGreaterThan(0);
    expect(new Set(pieces).size).toBe(pieces.length);
    expect(values).toHaveLength(table.dimensions);
  }
});

it('puts the title and the headings into the title terms and into the vector', async () => {
  const document = await processor.process({ title: 'Bandits', contentType: 'text/markdown', content });
  const place = document.chunks.findIndex(({ headings }) => headings.at(-1) === 'Sampling');
  const chunk = defined(document.chunks[place], 'there is a passage under its heading');
  const features = defined(document.features[place], 'it has features');
  const title = [...features.lexical.title].map((term) => features.lexical.terms[term]);
  expect(title).toEqual(['bandit', 'sampl']);
  const [vector] = await createStaticEmbedder(table).embed([`Bandits\nSampling\n${chunk.text}`]);
  const kept = dequantise(features);
  const cosine = kept.reduce((sum, value, i) => sum + value * (vector?.[i] ?? 0), 0);
  expect(cosine).toBeCloseTo(1, 3);
});

it('names the reason when content cannot be read', async () => {
  const raw = { title: '', contentType: 'application/x-unknown', content: 'x' };
  await expect(processor.process(raw)).rejects.toMatchObject({ code: 'DOCUMENT_UNSUPPORTED_TYPE' });
});
