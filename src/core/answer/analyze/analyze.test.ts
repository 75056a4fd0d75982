import { expect, test } from 'vitest';
import { passageOf, questionOf } from '../../../../test/support/passages.ts';
import { type AnalyzeInput, analyze } from './analyze.ts';

const passages = [2018, 2019, 2020].map((year, i) =>
  passageOf(`In ${year} the yard sold ${3 * (i + 1)} boats.`, { documentId: `d_${i}`, title: 'Yard', late: 0.9 }),
);
const facts = { documents: 5, mentioning: { documents: 3, exact: true }, described: new Map() };

function ask(asked: string, topic: string, over: Partial<AnalyzeInput> = {}) {
  return analyze({ asked, topic: questionOf(topic), passages, shownMax: 5, synthesis: true, facts, ...over });
}

test('says over how much it counted, and where every figure comes from', () => {
  const { response, citations, answered, confidence } = ask('What is the trend in boats sold?', 'boats sold');
  expect(answered).toBe(true);
  expect(response).toBe(
    'From 3 passages of 3 documents:\nRising over 3 years (boat): 2018: 3 boats, 2019: 6 boats, 2020: 9 boats. [1][2][3]',
  );
  expect(citations).toHaveLength(3);
  expect(confidence).toBeLessThanOrEqual(0.7);
});

test('a count over the whole collection is surer than figures over passages', () => {
  const counted = ask('How many documents mention boats?', 'boats');
  expect(counted.response).toContain('3 of 5 documents in this collection mention "boats"');
  expect(counted.confidence).toBeGreaterThan(ask('Analyze the boats', 'boats').confidence);
});

test('no figures are made up', () => {
  const plain = [passageOf('Boats are sold here.', { title: 'Yard', late: 0.9 })];
  expect(ask('What is the trend in boats?', 'boats', { passages: plain })).toMatchObject({
    answered: false,
    citations: [],
  });
});

test('what the documents do not mention has no figures', () => {
  const none = { ...facts, mentioning: { documents: 0, exact: true } };
  expect(ask('How many documents mention cheese?', 'cheese', { facts: none })).toMatchObject({ answered: false });
});

test('one figure without synthesis', () => {
  expect(ask('Analyze the boats', 'boats', { synthesis: false }).response.split('\n')).toHaveLength(2);
});
