import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { type AnswerInput, answerQuestion } from './answer-question.ts';
import { cleanMarkup } from './clean-markup.ts';

const BEFORE = 'Text of the document that comes before the passage. ';
const HARBOUR =
  'Altona lies on the Elbe. The harbour of Altona was **built** in [1724](x.md) by Ada Hansen. Ships come daily.';
const passages = [
  passageOf(HARBOUR, { before: BEFORE, title: 'Altona', late: 0.9 }),
  passageOf('The tower of Wedel was repaired twice. It is red.', { title: 'Wedel', score: 0.4, late: 0.4 }),
];

function ask(text: string, over: Partial<AnswerInput> = {}) {
  return answerQuestion({
    question: questionOf(text),
    passages,
    similarity: noSimilarity,
    maxCitations: 3,
    mode: 'several',
    ...over,
  });
}

test('answers with the sentence, cleaned, its marker and its offsets in the document', () => {
  const answer = ask('When was the harbour of Altona built?');
  expect(answer).toMatchObject({ tool: 'answer', answered: true });
  expect(answer.response).toBe('The harbour of Altona was built in 1724 by Ada Hansen. [1]');
  const [citation] = answer.citations;
  expect((BEFORE + HARBOUR).slice(citation?.start, citation?.end)).toBe(
    'The harbour of Altona was **built** in [1724](x.md) by Ada Hansen.',
  );
  expect(answer.confidence).toBeGreaterThan(0.7);
  expect(Object.keys(answer.evidence).length).toBeGreaterThan(7);
});

test('a heading that asks in the words of the question is not the answer', () => {
  const text = 'What the confidence means\n\nThe confidence is the probability that the answer is right.';
  const headings = ['Asking questions', 'What the confidence means'];
  const answer = ask('What does the confidence mean?', { passages: [passageOf(text, { headings, late: 0.9 })] });
  expect(answer.response).toBe('The confidence is the probability that the answer is right. [1]');
});

test('what is not there is refused, and the response names what was not found', () => {
  const answer = ask('Who won the football championship in Brazil?');
  expect(answer).toMatchObject({ answered: false, citations: [] });
  expect(answer.response).toMatch(/^Not in your documents: .*"(?:won|football|championship|brazil)"/);
  expect(answer.confidence).toBeLessThan(0.1);
});

test('the threshold decides', () => {
  const { confidence } = ask('When was the harbour of Altona built?');
  expect(ask('When was the harbour of Altona built?', { threshold: confidence + 0.001 }).answered).toBe(false);
  expect(ask('When was the harbour of Altona built?', { threshold: confidence }).answered).toBe(true);
});

test('single cites the best passage only', () => {
  const answer = ask('What is red about the tower of Wedel?', { mode: 'single', threshold: 0 });
  expect(new Set(answer.citations.map(({ source }) => source))).toEqual(new Set([1]));
});

test('no passages and no content words are refused with the lowest confidence', () => {
  expect(ask('When was it built?', { passages: [] })).toMatchObject({ answered: false, confidence: 0.01 });
  expect(ask('How long is it?')).toMatchObject({ answered: false, confidence: 0.01, evidence: {} });
});

test('equal input gives equal output', () => {
  expect(ask('Who built the harbour?')).toEqual(ask('Who built the harbour?'));
});

test.each([
  ['fifty thousand words', 'harbour built '.repeat(25_000)],
  ['only punctuation', '... --- !!! ??? ,,, '.repeat(500)],
  ['emoji', '🙂👩‍👩‍👧 harbour 🏳️‍🌈 built 🙃! '.repeat(200)],
  ['markup', '<script>alert(1)</script> [harbour](built) **__`~~<<>>'.repeat(100)],
  ['one endless word', 'harbour'.repeat(20_000)],
  ['lone surrogates', '\ud800 harbour \udc00 built. '.repeat(50)],
])('%s: citations stay inside the passage and the work bounded', (_, text) => {
  const answer = ask('Who built the harbour?', { passages: [passageOf(text, { before: BEFORE })], threshold: 0 });
  for (const { start, end } of answer.citations) {
    expect(start).toBeGreaterThanOrEqual(BEFORE.length);
    expect(end).toBeLessThanOrEqual(BEFORE.length + text.length);
    expect(end - start).toBeLessThanOrEqual(3_100);
  }
  expect(answer.response.length).toBeLessThan(10_000);
  expect(answer.confidence).toBeGreaterThanOrEqual(0.01);
});

test('every citation of any text is what the response shows, with a marker each', () => {
  const word = fc.constantFrom(
    'harbour',
    'built',
    'Ada',
    'it',
    'the',
    '1724',
    '.',
    '. ',
    '!',
    '\n\n',
    '**x**',
    '[a](b)',
    '🙂',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(fc.array(word, { maxLength: 40 }), { minLength: 1, maxLength: 6 }), (texts) => {
      const many = texts.map((words) => passageOf(words.join(' '), { before: BEFORE }));
      const answer = ask('Who built the harbour?', { passages: many, threshold: 0 });
      const shown = answer.citations.map(({ source, start, end }) => {
        const text = BEFORE + (many[source - 1]?.text ?? '');
        return `${cleanMarkup(text.slice(start, end))} [${source}]`;
      });
      if (answer.answered) expect(answer.response).toBe(shown.join(' '));
    }),
    { seed: 7, numRuns: 200 },
  );
});
