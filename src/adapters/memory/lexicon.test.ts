import { expect, it } from 'vitest';
import { lexiconContract, lexiconOf } from '../../../test/contract/lexicon.contract.ts';
import { createMemoryLexicon } from './lexicon.ts';

lexiconContract('memory lexicon', createMemoryLexicon);

it('holds a large vocabulary: prefixes, texts and removals stay right', () => {
  const lexicon = createMemoryLexicon();
  const scope = { tenant: 't', collection: 'c' };
  const nameOf = (i: number) => `Name${i % 997} ${i % 3_001}`;
  for (let i = 0; i < 10_000; i++) lexicon.put(scope, `d${i}`, lexiconOf([nameOf(i), `Topic ${i % 50}`]), true);
  expect(lexicon.entities(scope, { prefix: 'topic 7', limit: 3 })).toEqual([{ text: 'Topic 7', documents: 200 }]);
  expect(lexicon.entities(scope, { prefix: '', limit: 1 })).toEqual([{ text: 'Topic 0', documents: 200 }]);
  expect(lexicon.named(scope, `of ${nameOf(4_321)} and topic 49`, 5)).toHaveLength(2);
  for (let i = 0; i < 10_000; i++) if (i % 50 !== 3) lexicon.remove(scope, `d${i}`);
  expect(lexicon.entities(scope, { prefix: 'topic', limit: 9 })).toEqual([{ text: 'Topic 3', documents: 200 }]);
  expect(lexicon.named(scope, nameOf(4_321), 5)).toEqual([]);
  expect(lexicon.named(scope, nameOf(4_303), 5)).toHaveLength(1);
});
