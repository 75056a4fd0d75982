import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadTokenTable } from '../../adapters/static-embedder/token-table.ts';
import type { Dimension } from './axis-scales.ts';
import { rawDimensions, semanticDimensions } from './semantic-dimensions.ts';

const table = await loadTokenTable(fileURLToPath(new URL('../../../models/static-minilm/', import.meta.url)));

/** Not among the seeds. */
test.each<readonly [Dimension, string, string]>([
  ['abstract_concrete', 'The nature of truth and freedom', 'The steel bridge and the wooden boat'],
  ['uncertain_certain', 'It is hard to say whether this could be so', 'This was verified and is undoubtedly correct'],
  ['past_future', 'The castle was destroyed in the middle ages', 'What is expected in the coming years?'],
  ['personal_general', 'How can I tell my wife and my brother?', 'The demography of nations and the economy'],
])('%s tells its poles apart', (name, low, high) => {
  expect(semanticDimensions(table, low)[name]).toBeLessThan(semanticDimensions(table, high)[name]);
});

test('lies in [−1, 1], the same every time, and at nought for what has no known piece', () => {
  const text = 'My family and I feel happy with our friends and our family';
  const values = Object.values(semanticDimensions(table, text));
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(semanticDimensions(table, text)).toEqual(semanticDimensions(table, text));
  expect(Object.values(semanticDimensions(table, ''))).toEqual([0, 0, 0, 0]);
});

test('plain cosines are what the scales were measured on', () => {
  const { past_future: cosine } = rawDimensions(table, 'What will happen next year?');
  expect(cosine).toBeGreaterThan(0);
  expect(cosine).toBeLessThan(1);
});
