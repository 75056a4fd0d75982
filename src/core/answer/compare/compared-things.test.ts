import { expect, test } from 'vitest';
import { comparedThings, SIDES_MAX } from './compared-things.ts';

test.each([
  ['compare bare and fast', ['bare', 'fast'], ''],
  ['Compare the bare pattern with the fused pattern in terms of latency', ['bare pattern', 'fused pattern'], 'latency'],
  ['What is the difference in price between A and B?', ['A', 'B'], 'price'],
  ['differences between lexical, vector and hybrid', ['lexical', 'vector', 'hybrid'], ''],
  ['How do bare and fast differ in cost?', ['bare', 'fast'], 'cost'],
  ['How does SQLite differ from PostgreSQL?', ['SQLite', 'PostgreSQL'], ''],
  ['In what way is "TCP" different from "UDP"?', ['TCP', 'UDP'], ''],
  ['Redis vs. memory', ['Redis', 'memory'], ''],
  ['Is Fastnet older than Bell Rock?', ['Fastnet', 'Bell Rock'], 'older'],
  ['Which is more expensive, tea or coffee?', ['tea', 'coffee'], 'more expensive'],
])('%j', (text, sides, aspect) => {
  expect(comparedThings(text)).toEqual({ sides, aspect });
});

test.each([
  'What is Thompson Sampling?',
  'Is it older than me?',
  'How does this compare to others?',
  'compare this',
  'compare Rome and rome',
  'versus',
  '',
  `compare ${'word '.repeat(30)} and B`,
])('%j names no two things', (text) => {
  expect(comparedThings(text)).toBeNull();
});

test('more sides than are shown are left out', () => {
  expect(comparedThings('compare a1, b2, c3, d4, e5 and f6')?.sides).toHaveLength(SIDES_MAX);
});
