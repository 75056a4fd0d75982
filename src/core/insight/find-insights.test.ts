import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadTokenTable } from '../../adapters/static-embedder/token-table.ts';
import { ENTITIES_MAX, findInsights, type InsightInput } from './find-insights.ts';

const table = await loadTokenTable(fileURLToPath(new URL('../../../models/static-minilm/', import.meta.url)));
const NAMES = ['Fastnet', 'Bell Rock', 'Robert Stevenson'];

const input: InsightInput = {
  question: 'Why was Bell Rock built?',
  termCount: 3,
  answer: {
    tool: 'answer',
    reason: '',
    response: 'Robert Stevenson built Bell Rock because ships sank. [1] Later it was lit. [2]',
    citations: [1, 2].map((source) => ({ source, start: 0, end: 5 })),
    confidence: 0.8,
    answered: true,
    evidence: {},
  },
  citedDocuments: 2,
  table,
  named: (text, limit) => NAMES.filter((name) => text.includes(name)).slice(0, limit),
  narrativeDepth: true,
};

test('names of the question first, each once, then those of the answer', () => {
  expect(findInsights(input).entities).toEqual(['Bell Rock', 'Robert Stevenson']);
  const many = Array.from({ length: 50 }, (_, i) => `Name ${i}`);
  expect(findInsights({ ...input, named: () => many }).entities).toHaveLength(ENTITIES_MAX);
});

test('all of it in one', () => {
  const { reasoningType, motifs, complexity, narrativeDepth, depthReasons } = findInsights(input);
  expect(reasoningType).toBe('causal');
  expect(Object.keys(motifs)).toEqual(['cause_effect', 'sequence']);
  expect(complexity).toBeGreaterThan(0.3);
  expect(narrativeDepth).toBe('SYNTHESIS');
  expect(depthReasons).toHaveLength(5);
});

test('no depth when it was not asked for', () => {
  expect(findInsights({ ...input, narrativeDepth: false })).toMatchObject({ narrativeDepth: null, depthReasons: [] });
});

test('a refusal is no statement about the documents: it is not read', () => {
  const answer = { ...input.answer, answered: false, response: 'Fastnet, but because then.', citations: [] };
  const { entities, motifs, narrativeDepth } = findInsights({ ...input, answer });
  expect({ entities, motifs: Object.keys(motifs), narrativeDepth }).toEqual({
    entities: ['Bell Rock'],
    motifs: ['cause_effect'],
    narrativeDepth: 'SURFACE',
  });
});
