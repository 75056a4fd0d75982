import { expect, it } from 'vitest';
import { factsOf } from '../../../test/support/facts.ts';
import { SCOPE, searchWorld } from '../../../test/support/search-world.ts';
import { featuresOf } from '../../../test/support/word-model.ts';
import { addToIndexes, removeFromIndexes } from './index-ports.ts';

it('puts chunks into every index and takes them out of every index', async () => {
  const { ports, model } = searchWorld();
  const { lexical, late, catalogue } = ports;
  catalogue.open(SCOPE).stage(factsOf('a'), [7, 9]);
  const features = await featuresOf(model, 'silver fox', 'Animals');
  await addToIndexes(ports, SCOPE, [
    { chunk: 7, features },
    { chunk: 9, features },
  ]);
  catalogue.open(SCOPE).publish('a');
  const counts = async () => [(await lexical.statistics(SCOPE)).chunkCount, late.chunkCount(SCOPE)];
  const cosines = () => ports.vectors.scores(SCOPE, model.vectorOf('Animals silver fox'), [7, 9], 32);
  expect(await counts()).toEqual([2, 2]);
  expect((await cosines())[0]).toBeCloseTo(1, 3);

  await removeFromIndexes(ports, SCOPE, [7, 9, 1_000]);
  expect(await counts()).toEqual([0, 0]);
  expect([...(await cosines())]).toEqual([0, 0]);
});
