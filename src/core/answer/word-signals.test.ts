import { expect, test } from 'vitest';
import { IS_CAPITALISED, IS_NUMBER, IS_TIME, MAY_POINT, PRECEDES_PLACE, signalsOf } from './word-signals.ts';

test.each([
  ['1985', IS_NUMBER | IS_TIME],
  ['1985s', IS_NUMBER | IS_TIME],
  ['12', IS_NUMBER],
  ['May', IS_TIME | IS_CAPITALISED],
  ['twelve', IS_NUMBER],
  ['The', PRECEDES_PLACE | IS_CAPITALISED],
  ["It's", MAY_POINT | IS_CAPITALISED],
  ['harbour', 0],
])('%s', (raw, signals) => {
  expect(signalsOf(raw, raw.toLowerCase())).toBe(signals);
});
