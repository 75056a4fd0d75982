import { expect, test } from 'vitest';
import { passageOf, questionOf } from '../../../../test/support/passages.ts';
import type { ToolInput } from '../read-topic.ts';
import { compare } from './compare.ts';

const passages = [
  passageOf('Fastnet was first lit in 1904. Fastnet has a granite tower of fifty metres.', {
    title: 'Fastnet',
    late: 0.9,
  }),
  passageOf('Eddystone was first lit in 1882. Eddystone has a tower of sixty metres.', {
    title: 'Eddystone',
    score: 0.9,
    late: 0.9,
  }),
];

function ask(asked: string, over: Partial<ToolInput> = {}) {
  return compare({ asked, topic: questionOf(asked), passages, shownMax: 6, synthesis: true, ...over });
}

test('says of each side what the documents say, by the aspect they share, each cited', () => {
  const { response, citations, answered, confidence } = ask('Compare Fastnet and Eddystone');
  expect(answered).toBe(true);
  expect(confidence).toBeGreaterThan(0.3);
  expect(response).toContain(
    'Fastnet: Fastnet was first lit in 1904. [1] · Eddystone: Eddystone was first lit in 1882. [2]',
  );
  expect(new Set(citations.map(({ source }) => source))).toEqual(new Set([1, 2]));
  for (const { source, start, end } of citations) {
    expect(response).toContain(passages[source - 1]?.text.slice(start, end));
  }
});

test('"is A older than B" is told by the sentences that date them', () => {
  expect(ask('Is Fastnet older than Eddystone?', { shownMax: 2 }).response).toMatch(/1904.*1882/);
});

test('a side that is not there is named, what is known of the other is shown, and nothing is claimed', () => {
  const { response, answered, confidence } = ask('Compare Fastnet and the Eiffel Tower');
  expect(answered).toBe(false);
  expect(response).toMatch(/^Not in your documents: nothing was found about "Eiffel Tower"\.\nFastnet: /);
  expect(confidence).toBeLessThan(0.3);
});

test('a sentence that speaks of both is shown once for both', () => {
  const both = [passageOf('Tea is cheaper than coffee in most shops.', { title: 'Drinks', late: 0.9 })];
  const { response, answered } = ask('tea versus coffee', { passages: both });
  expect(answered).toBe(true);
  expect(response).toBe('tea and coffee: Tea is cheaper than coffee in most shops. [1]');
});

test('without two things it says how to ask', () => {
  expect(ask('lighthouse')).toMatchObject({ answered: false, citations: [] });
  expect(ask('lighthouse').response).toContain('compare A and B');
});

test('one sentence a side without synthesis', () => {
  expect(ask('Compare Fastnet and Eddystone', { synthesis: false }).citations).toHaveLength(2);
});

test('neither side is there', () => {
  expect(ask('Compare cheese and wine')).toMatchObject({ answered: false, citations: [] });
});
