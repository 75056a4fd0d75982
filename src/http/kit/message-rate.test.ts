import { expect, it } from 'vitest';
import { MessageRate } from './message-rate.ts';

const taken = (rate: MessageRate, times: number, nowMs: number): number =>
  Array.from({ length: times }, () => rate.take(nowMs)).filter(Boolean).length;

it('lets one second of messages through at once, then as many as time gives back', () => {
  const rate = new MessageRate(10, 0);
  expect(taken(rate, 50, 0)).toBe(10);
  expect(taken(rate, 50, 100)).toBe(1);
  expect(taken(rate, 50, 600)).toBe(5);
  expect(taken(rate, 50, 60_000)).toBe(10);
});
