import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Motif, motifsOf } from './motifs.ts';

test.each<readonly [Motif, string]>([
  ['cause_effect', 'It fell because the sea was high.'],
  ['contrast', 'It is tall, but thin.'],
  ['sequence', 'First it was lit, then it burnt.'],
  ['condition', 'It is lit if ships come.'],
  ['definition', 'A pattern is a list of stages.'],
  ['evidence', 'The study found less of it.'],
  ['example', 'Stones such as granite last.'],
  ['uncertainty', 'It may be older.'],
])('%s is told by its words', (motif, text) => {
  expect(motifsOf(text)[motif]).toBeGreaterThanOrEqual(0.5);
});

test('one cue is a half, more are more, and nothing is left out or made up', () => {
  expect(motifsOf('Because of it.')).toEqual({ cause_effect: 0.5 });
  expect(motifsOf('It is so because it was, therefore it will be.').cause_effect).toBeCloseTo(2 / 3);
  expect(motifsOf('Granite.')).toEqual({});
  expect(motifsOf('')).toEqual({});
});

test('strengths lie in [0, 1], whatever the text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const strength of Object.values(motifsOf(`${text} but ${text}`))) {
        expect(strength).toBeGreaterThan(0);
        expect(strength).toBeLessThan(1);
      }
    }),
  );
});
