import { expect, it } from 'vitest';
import { manualClock } from '../../shared/clock.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { Slicer } from './slices.ts';

const items = (count: number) => Array.from({ length: count }, (_, i) => i);

it('visits every item once and in order', async () => {
  const slicer = new Slicer(manualClock(), systemScheduler);
  const seen: number[] = [];
  await slicer.forEach(items(5_000), async (slice) => {
    seen.push(...slice);
  });
  expect(seen).toEqual(items(5_000));
});

it('finds the size that holds the loop for about a millisecond, and follows when items become dearer', async () => {
  const clock = manualClock();
  const slicer = new Slicer(clock, systemScheduler);
  const sizes: number[] = [];
  const visit = (costMs: number) =>
    slicer.forEach(items(2_000), async (slice) => {
      sizes.push(slice.length);
      clock.advance(slice.length * costMs);
    });
  await visit(0.01);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(101);
  expect(sizes.at(-2)).toBeGreaterThanOrEqual(99);
  await visit(0.1);
  expect(sizes.at(-2)).toBeLessThanOrEqual(10);
});

it('lets other work run between slices', async () => {
  const clock = manualClock();
  const slicer = new Slicer(clock, systemScheduler);
  let turns = 0;
  let running = true;
  const count = () => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  let slices = 0;
  await slicer.forEach(items(64), async (slice) => {
    slices += 1;
    clock.advance(slice.length);
  });
  running = false;
  expect(turns).toBeGreaterThanOrEqual(slices - 1);
});
