import { expect, it } from 'vitest';
import { KeyLocks } from './key-locks.ts';

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('lets holders of different keys run side by side and those of one key in order', async () => {
  const locks = new KeyLocks();
  const log: string[] = [];
  const first = gate();
  const hold = (name: string, keys: string[], until?: Promise<void>) =>
    locks.run(keys, async () => {
      log.push(`${name}+`);
      await until;
      log.push(`${name}-`);
    });
  const all = [hold('a', ['x'], first.promise), hold('b', ['x', 'y']), hold('c', ['z']), hold('d', ['y'])];
  await turn();
  expect(log).toEqual(['a+', 'c+', 'c-']);
  first.open();
  await Promise.all(all);
  expect(log.slice(3)).toEqual(['a-', 'b+', 'b-', 'd+', 'd-']);
  expect(locks.size).toBe(0);
});

it('never deadlocks when keys are named in opposite orders', async () => {
  const locks = new KeyLocks();
  const tasks = Array.from({ length: 20 }, (_, i) => locks.run(i % 2 ? ['p', 'q'] : ['q', 'p', 'q'], turn));
  await Promise.all(tasks);
  expect(locks.size).toBe(0);
});

it('goes on after a holder that failed', async () => {
  const locks = new KeyLocks();
  const failing = locks.run(['x'], () => Promise.reject(new Error('no')));
  const next = locks.run(['x'], async () => 'done');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});

it('settles with the last of those who had asked', async () => {
  const locks = new KeyLocks();
  const first = gate();
  let done = false;
  void locks.run(['x'], () => first.promise);
  void locks.run(['x'], async () => {
    done = true;
  });
  const settled = locks.settled('x');
  await locks.settled('unknown');
  expect(done).toBe(false);
  first.open();
  await settled;
  expect(done).toBe(true);
});
