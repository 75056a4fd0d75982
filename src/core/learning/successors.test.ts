import { describe, expect, it } from 'vitest';
import { SUCCESSORS_MAX, Successors } from './successors.ts';

const item = () => ({ forgotten: false });

describe('Successors', () => {
  it('counts what came next', () => {
    const [one, two] = [item(), item()];
    const successors = new Successors<{ forgotten: boolean }>();
    for (const next of [one, two, one]) successors.add(next);
    expect([...successors.entries()]).toEqual([
      [one, 2],
      [two, 1],
    ]);
    expect(successors).toMatchObject({ total: 3, kinds: 2 });
  });

  it('lets the rarest go when another comes', () => {
    const successors = new Successors<{ forgotten: boolean }>();
    const often = Array.from({ length: SUCCESSORS_MAX - 1 }, item);
    for (const next of [...often, ...often]) successors.add(next);
    const rare = item();
    successors.add(rare);
    const another = item();
    successors.add(another);
    const kept = new Set([...successors.entries()].map(([next]) => next));
    expect(kept.has(rare)).toBe(false);
    expect(kept.has(another)).toBe(true);
    expect(successors).toMatchObject({ total: 2 * (SUCCESSORS_MAX - 1) + 1, kinds: SUCCESSORS_MAX });
  });

  it('passes over what was forgotten, and no longer counts it', () => {
    const gone = { forgotten: false };
    const kept = item();
    const successors = new Successors<{ forgotten: boolean }>();
    successors.add(gone);
    successors.add(kept);
    gone.forgotten = true;
    expect([...successors.entries()]).toEqual([[kept, 1]]);
    expect(successors.total).toBe(1);
  });
});
