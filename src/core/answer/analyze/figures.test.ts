import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../../test/support/passages.ts';
import { readQuestion } from '../read-question.ts';
import { gatherCandidates } from '../sentence-candidates.ts';
import type { CollectionFacts } from './collection-facts.ts';
import { countFigures, extremeFigures, frequencyFigures, trendFigures } from './figures.ts';

const FACTS: CollectionFacts = { documents: 9, mentioning: { documents: 4, exact: true }, described: new Map() };

function input(texts: readonly string[], facts: CollectionFacts = FACTS, topic = 'sales') {
  const passages = texts.map((text, i) => passageOf(text, { documentId: `d_${i}` }));
  return { topic, facts, ...gatherCandidates(readQuestion(questionOf('sales')), passages, noSimilarity) };
}

const said = (figures: readonly { readonly text: string }[]) => figures.map(({ text }) => text);

test('counts over the collection, and how many of the passages read are about it', () => {
  expect(said(countFigures(input(['Sales rose.', 'Sales fell.'])))).toEqual([
    '4 of 9 documents in this collection mention "sales"; 2 documents among the passages read are about it.',
  ]);
  expect(said(countFigures(input(['x y z.'], { ...FACTS, mentioning: null })))).toEqual([
    '9 documents in this collection.',
  ]);
  const bounded = { ...FACTS, mentioning: { documents: 1, exact: false } };
  expect(said(countFigures(input(['One sale.'], bounded, 'the boat sales')))[0]).toMatch(
    /^At least 1 of 9 documents in this collection has "boat sales" word for word/,
  );
});

test('a series over three years rises, falls or does neither, with every point named', () => {
  const series = (...values: readonly number[]) =>
    said(trendFigures(input(values.map((value, i) => `In ${2018 + i} it sold ${value} boats.`))));
  expect(series(1, 5, 9)).toEqual(['Rising over 3 years (boat): 2018: 1 boats, 2019: 5 boats, 2020: 9 boats.']);
  expect(series(9, 5, 1)[0]).toMatch(/^Falling/);
  expect(series(1, 9, 1, 9)[0]).toMatch(/^No one direction/);
});

test('two points are no trend: only the span of the years is told', () => {
  expect(said(trendFigures(input(['In 2018 it sold 1 boat.', 'In 2019 it sold 5 boats.'])))).toEqual([
    '2 years are named, from 2018 to 2019.',
  ]);
  expect(trendFigures(input(['Nothing is dated.']))).toEqual([]);
});

test('the least and the most of a unit come with the sentences they stand in', () => {
  const [figure] = extremeFigures(
    input(['One is 54 metres high.', 'One is 12 metres high.', 'One is 30 metres high.']),
  );
  expect(figure?.text).toBe('Of 3 values the lowest is 12 metres, the highest 54 metres.');
  expect(figure?.from.map(({ text }) => text)).toEqual(['One is 12 metres high.', 'One is 54 metres high.']);
});

test('one value, or equal ones, are no extremes', () => {
  expect(extremeFigures(input(['One is 54 metres high.', 'Another is 54 metres high.']))).toEqual([]);
});

test('names that several documents share, and tags', () => {
  const described = new Map([
    ['d_0', { tags: ['boats', 'north'], metadata: {} }],
    ['d_1', { tags: ['boats'], metadata: {} }],
  ]);
  const figures = frequencyFigures(
    input(['Sold by Ada Hansen.', 'Bought by Ada Hansen for Ben Olsen.'], { ...FACTS, described }),
  );
  expect(said(figures)).toEqual([
    '"Ada Hansen" is named in 2 documents.',
    'Tags of the 2 documents read: boats (2), north (1).',
  ]);
  expect(figures[0]?.from).toHaveLength(2);
});
