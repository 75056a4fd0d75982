import { expect, test } from 'vitest';
import { reasoningTypeOf } from './reasoning-type.ts';

test.each([
  ['Why was the tower built?', 'causal'],
  ['What are the effects of heat on granite?', 'causal'],
  ['How do I install the server?', 'procedural'],
  ['How to enable the cache', 'procedural'],
  ['How many documents fit in a call?', 'quantitative'],
  ['What percentage is kept?', 'quantitative'],
  ['When was Fastnet first lit?', 'temporal'],
  ['In which year did it open?', 'temporal'],
  ['Explain the patterns', 'exploratory'],
  ['How does the cache work?', 'exploratory'],
  ['What is Thompson Sampling?', 'definitional'],
  ['Define confidence', 'definitional'],
  ['Is the tower open?', 'verifying'],
  ['Who built Bell Rock?', 'factual'],
  ['Which river flows through Hamburg?', 'factual'],
  ['What is the difference between bare and fast?', 'comparative'],
  ['Aspirin inhibits the production of PGE2.', 'verifying'],
])('%j is %s', (question, expected) => {
  expect(reasoningTypeOf(question, 'answer')).toBe(expected);
});

test('a tool that was chosen says it, and keywords explore', () => {
  expect(reasoningTypeOf('granite tower', 'search')).toBe('exploratory');
  expect(reasoningTypeOf('granite tower', 'summarize')).toBe('exploratory');
  expect(reasoningTypeOf('granite tower', 'analyze')).toBe('quantitative');
  expect(reasoningTypeOf('granite tower', 'compare')).toBe('comparative');
});
