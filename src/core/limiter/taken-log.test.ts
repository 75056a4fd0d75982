import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../ports/rate-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { TakenLog } from './taken-log.ts';

const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 10_000 };
const DAY = 20_000;
const request = (identity = 'key:a', cost = 1) => ({ identity, limits: LIMITS, lowered: null, cost });

function bed() {
  const clock = manualClock(DAY * DAY_MS);
  let ids = 0;
  const log = new TakenLog({ clock, random: { fill: (bytes) => bytes.fill(ids++) } });
  const units = (identity = 'key:a') => log.debtOf(identity)?.taken.reduce((sum, one) => sum + one.units, 0) ?? 0;
  return { clock, log, units };
}

describe('TakenLog', () => {
  it('owes what was admitted alone, and nothing else', () => {
    const { log, clock } = bed();
    log.noteTold(request(), { day: DAY, used: 1 });
    expect(log.owes('key:a')).toBe(false);
    expect(log.debtOf('key:a')).toBeNull();
    clock.advance(500);
    log.noteOwed(request('key:a', 3));
    clock.advance(2_000);
    log.noteOwed(request());
    clock.advance(40);
    expect(log.debtOf('key:a')).toMatchObject({
      identity: 'key:a',
      limits: LIMITS,
      taken: [
        { ageMs: 2_040, units: 3 },
        { ageMs: 40, units: 1 },
      ],
      untold: { day: DAY, used: 4 },
      known: { day: DAY, used: 1 },
    });
    expect(log.owing(5)).toEqual(['key:a']);
  });

  it('tells the same under the same name until it is paid, and what came meanwhile after that', () => {
    const { log, clock } = bed();
    log.noteOwed(request());
    const first = log.debtOf('key:a');
    clock.advance(10);
    log.noteOwed(request('key:a', 2));
    const again = log.debtOf('key:a');
    expect(again).toEqual({ ...first, taken: [{ ageMs: 10, units: 1 }] });
    log.notePaid('key:a', 'another name');
    expect(log.debtOf('key:a')?.name).toBe(first?.name);
    log.notePaid('key:a', first?.name ?? '');
    const next = log.debtOf('key:a');
    expect(next).toMatchObject({ taken: [{ ageMs: 0, units: 2 }], untold: { day: DAY, used: 2 } });
    expect(next?.name).not.toBe(first?.name);
    log.notePaid('key:a', next?.name ?? '');
    expect(log.hasDebts).toBe(false);
  });

  it('owes the last hour once the store has forgotten it, and not the units of the date that the store had told of', () => {
    const { log, clock, units } = bed();
    for (let i = 0; i < 3_600; i += 2) {
      log.noteTold(request(), { day: DAY, used: i / 2 + 1 });
      clock.advance(2_000);
    }
    log.noteOwed(request());
    log.noteForgotten();
    const debt = log.debtOf('key:a');
    expect(units()).toBe(1_801);
    expect(debt).toMatchObject({ untold: { day: DAY, used: 1 }, known: { day: DAY, used: 1_800 } });
    // Seconds of the last minute, minutes before it.
    expect(debt?.taken.length).toBeLessThanOrEqual(125);
    const ages = debt?.taken.map(({ ageMs }) => ageMs) ?? [];
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    expect(debt?.taken.filter(({ ageMs }) => ageMs < 60_000).reduce((sum, one) => sum + one.units, 0)).toBe(30);
  });

  it('owes again what it was telling when the store forgot', () => {
    const { log, units } = bed();
    log.noteOwed(request());
    const telling = log.debtOf('key:a');
    log.noteForgotten();
    log.notePaid('key:a', telling?.name ?? '');
    expect(units()).toBe(1);
    expect(log.debtOf('key:a')?.untold).toEqual({ day: DAY, used: 1 });
  });

  it('begins the date anew at midnight', () => {
    const { log, clock } = bed();
    log.noteOwed(request('key:a', 5));
    clock.advance(DAY_MS);
    log.noteOwed(request());
    expect(log.debtOf('key:a')?.untold).toEqual({ day: DAY + 1, used: 1 });
    log.noteTold(request(), { day: DAY + 1, used: 9 });
    log.noteTold(request(), { day: DAY + 1, used: 7 });
    expect(log.knownOf('key:a')).toEqual({ day: DAY + 1, used: 9 });
    log.noteTold(request(), { day: DAY + 2, used: 1 });
    expect(log.knownOf('key:a')).toEqual({ day: DAY + 2, used: 1 });
  });

  it('is bounded: by spans an identity and by identities', () => {
    const { log, clock, units } = bed();
    for (let i = 0; i < 10_000; i++) {
      log.noteOwed(request());
      clock.advance(700);
    }
    expect(log.debtOf('key:a')?.taken.length).toBeLessThanOrEqual(160);
    // 70 s of the two hours; older ones count in no window.
    expect(units()).toBeGreaterThan(3_600_000 / 700);
    expect(units()).toBeLessThan(3_615_000 / 700 + 200);
    for (let i = 0; i < 10_000; i++) log.noteOwed(request(`key:${i}`));
    expect(log.owes('key:a')).toBe(false);
    expect(log.owing(20_000)).toHaveLength(10_000);
    expect(log.owing(2)).toEqual(['key:9998', 'key:9999']);
  });
});
