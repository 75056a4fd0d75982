import { expect, it } from 'vitest';
import { loadTokenTable } from '../../adapters/static-embedder/token-table.ts';
import { MODEL_FOLDER } from '../../compose/model-folder.ts';
import { KnownWords } from './known-words.ts';

const known = new KnownWords(await loadTokenTable(MODEL_FOLDER));
const corpus = { chunkCount: 1, documentFrequency: (term: string) => (term === 'queryloom' ? 1 : 0) };

it.each([
  'lighthouse',
  'wrote',
  'the',
  'queryloom',
  'photographers',
  'perceiving',
  'kindness',
  'unqueryloom',
  'remolding',
])('knows %j', (word) => {
  expect(known.isKnown(word, corpus)).toBe(true);
});

it.each(['lighthosue', 'querylom', 'thier', 'samplnig', 'protiens', '\u{13000}', 'лампв'])(
  'does not know %j',
  (word) => {
    expect(known.isKnown(word, corpus)).toBe(false);
  },
);
