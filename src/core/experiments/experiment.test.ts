import { expect, it } from 'vitest';
import { sharesOf } from './experiment.ts';

it('shares new units out by the weights, in the order of the variants', () => {
  expect(sharesOf(['a', 'b', 'c'], { weights: { c: 1, a: 3, b: 0 }, sinceMs: 0 })).toEqual([0.75, 0, 0.25]);
});
