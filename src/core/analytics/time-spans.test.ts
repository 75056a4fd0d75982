import { expect, it } from 'vitest';
import { DAY_MS, DAYS_KEPT, HOUR_MS, HOURS_KEPT, keptFrom, startOf } from './time-spans.ts';

const at = Date.UTC(2026, 0, 31, 17, 45, 12, 7);

it('finds the hour and the day of a time in UTC', () => {
  expect(startOf('hour', at)).toBe(Date.UTC(2026, 0, 31, 17));
  expect(startOf('day', at)).toBe(Date.UTC(2026, 0, 31));
  expect(startOf('day', startOf('day', at))).toBe(startOf('day', at));
});

it('keeps so many spans, the running one included', () => {
  expect((startOf('hour', at) - keptFrom('hour', at)) / HOUR_MS).toBe(HOURS_KEPT - 1);
  expect((startOf('day', at) - keptFrom('day', at)) / DAY_MS).toBe(DAYS_KEPT - 1);
});
