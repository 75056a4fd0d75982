import { expect, it } from 'vitest';
import { ProgressBoard } from './progress-board.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('tells everybody who watches a job, and nobody else', async () => {
  const board = new ProgressBoard();
  const told: string[] = [];
  for (const [name, job] of [
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'y'],
  ] as const) {
    void board
      .watch(job)
      .next()
      .then(() => told.push(name));
  }
  board.post('x');
  await turn();
  expect(told).toEqual(['a', 'b']);
  board.postAll();
  await turn();
  expect(told).toEqual(['a', 'b', 'c']);
});

it('keeps no news: a watch that asks again hears of what comes after', async () => {
  const board = new ProgressBoard();
  const watch = board.watch('x');
  board.post('x');
  let isTold = false;
  void watch.next().then(() => {
    isTold = true;
  });
  await turn();
  expect(isTold).toBe(false);
  board.post('x');
  await turn();
  expect(isTold).toBe(true);
});

it('bounds how many may watch, and forgets those who left', () => {
  const board = new ProgressBoard();
  const watches = Array.from({ length: 1_024 }, (_, i) => board.watch(`job ${i % 3}`));
  expect(() => board.watch('one more')).toThrow(expect.objectContaining({ code: 'SERVER_OVERLOADED' }));
  watches[0]?.close();
  expect(() => board.watch('one more')).not.toThrow();
});
