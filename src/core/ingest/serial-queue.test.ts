import { expect, it } from 'vitest';
import { SerialQueue } from './serial-queue.ts';

it('runs tasks in order, one at a time, and survives one that fails', async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const task = (name: string, fails = false) =>
    queue.run(async () => {
      log.push(`${name}+`);
      await new Promise<void>((resolve) => setImmediate(resolve));
      log.push(`${name}-`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([task('a'), task('b', true), task('c')]);
  expect(log).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
