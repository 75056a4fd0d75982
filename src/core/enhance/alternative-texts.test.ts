import { expect, it } from 'vitest';
import { lexiconOf } from '../../../test/contract/lexicon.contract.ts';
import { openQueryWorld } from '../../../test/support/query-world.ts';
import { createMemoryLexicon } from '../../adapters/memory/lexicon.ts';
import { alternativeTexts } from './alternative-texts.ts';

const SCOPE = { tenant: 'default', collection: 'default' };

it('asks about the names of the text, and about the nearest documents where it has no answer', async () => {
  const world = await openQueryWorld();
  const lexicon = createMemoryLexicon();
  lexicon.put(SCOPE, 'a', lexiconOf(['Bell Rock', 'Fastnet Rock']), true);
  const texts = async (text: string) => {
    const answer = await world.ask(text);
    return alternativeTexts(lexicon, { scope: SCOPE, text, answer }).map((one) => one.text);
  };
  expect(await texts('Who built Bell Rock?')).toEqual(['What is Bell Rock?']);
  expect(await texts('What is Bell Rock?')).toEqual([]);
  expect(await texts('Which rock won the football cup in Chile?')).toEqual(
    expect.arrayContaining(['What is Bell Rock?', 'What is Fastnet Rock?']),
  );
  expect(await texts('Who won the football cup in Chile?')).toEqual([]);
  await world.close();
});
