import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../../test/support/passages.ts';
import { readQuestion } from '../read-question.ts';
import { gatherCandidates } from '../sentence-candidates.ts';
import { type AlignOptions, alignSides, type SideSentence } from './align-sides.ts';

function side(...texts: readonly string[]): readonly SideSentence[] {
  const { candidates } = gatherCandidates(
    readQuestion(questionOf('anything')),
    [passageOf(texts.join(' '))],
    noSimilarity,
  );
  return candidates.map((candidate) => ({
    candidate,
    weight: 1,
    stems: new Set(candidate.read.words.map(({ stem }) => stem)),
  }));
}

function align(sides: readonly (readonly SideSentence[])[], over: Partial<AlignOptions> = {}) {
  const lines = alignSides(sides, { aspect: [], comparative: '', rounds: 3, idf: () => 2, ...over });
  return lines.map(({ shared, picks }) => ({ shared, texts: picks.map((pick) => pick?.candidate.text ?? null) }));
}

const STONE = side('Its walls are granite.', 'Its lamp burns oil.');
const WOOD = side('Its lamp burns gas.', 'Its walls are oak.');

test('sentences that share words stand beside each other, and the words are named', () => {
  expect(align([STONE, WOOD]).map(({ texts }) => texts)).toContainEqual([
    'Its walls are granite.',
    'Its walls are oak.',
  ]);
  expect(align([STONE, WOOD]).find(({ texts }) => texts[1] === 'Its walls are oak.')?.shared).toBe('walls');
});

test('the aspect that was asked for comes first', () => {
  const [lamp] = [...(side('lamp')[0]?.stems ?? [])];
  expect(align([STONE, WOOD], { aspect: [lamp ?? ''], rounds: 1 })[0]?.texts).toEqual([
    'Its lamp burns oil.',
    'Its lamp burns gas.',
  ]);
});

test('"older" prefers sentences with a time', () => {
  const one = side('It is pretty.', 'It was built in 1807.');
  const other = side('It is ugly.', 'It dates from 1904.');
  expect(align([one, other], { comparative: 'older', rounds: 1 })[0]?.texts).toEqual([
    'It was built in 1807.',
    'It dates from 1904.',
  ]);
});

test('a sentence stands in one line and on one side only', () => {
  const shared = side('Both have walls and a lamp.');
  const texts = align([shared, shared]).flatMap((line) => line.texts.filter((text) => text !== null));
  expect(new Set(texts).size).toBe(texts.length);
});

test('no sides, no lines', () => {
  expect(align([])).toEqual([]);
  expect(align([side(), side()])).toEqual([]);
});
