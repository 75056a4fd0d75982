import { expect, test } from 'vitest';
import { chooseTool } from './choose-tool.ts';

test.each([
  'What is Thompson Sampling?',
  'what is thompson sampling',
  'how does the cache work',
  "what's the port",
  'In which year was it built',
  'Explain personalised PageRank',
  'please describe the limits',
  'tell me about bandits',
  'the port is which number',
  'Aspirin inhibits the production of PGE2.',
  '0-dimensional biomaterials lack inductive properties.',
  'Thompson?',
  '¿Qué es esto?',
  'これは何ですか？',
])('%j is a question, a request or a claim', (text) => {
  expect(chooseTool({ text }).tool).toBe('answer');
});

test.each([
  'thompson sampling',
  'rate limit retry-after',
  'bandit',
  'PageRank top passages graph',
  'what',
  '',
  '  ',
  '🙂🙂',
  '!!!',
])('%j reads like keywords', (text) => {
  const choice = chooseTool({ text });
  expect(choice.tool).toBe('search');
  expect(choice.reason).toContain('keywords');
});

test('every choice says why', () => {
  const reasons = ['Is it?', 'what is it', 'explain it', 'the cache is used here', 'a b c d.'].map(
    (text) => chooseTool({ text }).reason,
  );
  expect(new Set(reasons).size).toBe(5);
});

test('a very long text is decided by its beginning', () => {
  expect(chooseTool({ text: `why ${'word '.repeat(50_000)}` }).tool).toBe('answer');
});
