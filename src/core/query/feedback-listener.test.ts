import { expect, it } from 'vitest';
import { RATING_MAX, RATING_MIN, rewardOf } from './feedback-listener.ts';

it('puts the ends and the middle of the scale at 0, 1 and a half', () => {
  expect([RATING_MIN, 3, RATING_MAX].map(rewardOf)).toEqual([0, 0.5, 1]);
});
