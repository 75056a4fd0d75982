import { describe, expect, it } from 'vitest';
import { CHAIN_DEPTH_MAX, CHAIN_STEPS_MAX, openChain, referenceOf } from './chain-steps.ts';

const open = (chains: Readonly<Record<string, readonly string[]>>, chainId: string) =>
  openChain({ chainId, queries: chains[chainId] ?? [] }, async (id) => chains[id] ?? null);

const line = (length: number): Record<string, string[]> =>
  Object.fromEntries(Array.from({ length }, (_, i) => [`c${i}`, i + 1 === length ? ['end'] : [`chain:c${i + 1}`]]));

describe('openChain', () => {
  it('opens chains within chains, in the order of their steps', async () => {
    const chains = { a: ['1', 'chain:b', '4'], b: ['2', 'chain:c'], c: ['3'] };
    const steps = await open(chains, 'a');
    const read = steps.map(({ chainId, index, template }) => [chainId, index, template.parts[0]?.text]);
    expect(read).toEqual([
      ['a', 0, '1'],
      ['b', 0, '2'],
      ['c', 0, '3'],
      ['a', 2, '4'],
    ]);
  });

  it('runs one chain twice where no circle is', async () => {
    expect(await open({ a: ['chain:b', 'chain:b'], b: ['x'] }, 'a')).toHaveLength(2);
  });

  it.each([
    [{ a: ['chain:a'] }, 'a → a'],
    [{ a: ['x', 'chain:b'], b: ['chain:a'] }, 'a → b → a'],
    [{ a: ['chain:b'], b: ['chain:c'], c: ['chain:b'] }, 'b → c → b'],
  ])('sees a circle in %j', async (chains, circle) => {
    await expect(open(chains, 'a')).rejects.toMatchObject({
      code: 'CHAIN_CYCLE',
      message: expect.stringContaining(circle),
      issues: [{ path: expect.stringMatching(/^queries\.\d$/) }],
    });
  });

  it('takes 64 steps, also from few chains, and not one more', async () => {
    const chains = (last: string[]) => ({
      a: Array.from({ length: 7 }, () => 'chain:b'),
      b: Array.from({ length: 9 }, () => 'x'),
      c: ['chain:a', ...last],
    });
    expect(await open(chains(['x']), 'c')).toHaveLength(CHAIN_STEPS_MAX);
    await expect(open(chains(['x', 'x']), 'c')).rejects.toMatchObject({ code: 'CHAIN_TOO_LONG' });
  });

  it('stops early where chains multiply', async () => {
    let lookUps = 0;
    const wide = Array.from({ length: 32 }, () => 'chain:next');
    const promise = openChain(
      { chainId: 'top', queries: Array.from({ length: 32 }, () => 'chain:wide') },
      async (id) => {
        lookUps++;
        return id === 'wide' ? wide : ['x'];
      },
    );
    await expect(promise).rejects.toMatchObject({ code: 'CHAIN_TOO_LONG' });
    expect(lookUps).toBeLessThan(CHAIN_STEPS_MAX * CHAIN_DEPTH_MAX);
  });

  it('takes 16 levels, and not one more', async () => {
    expect(await open(line(CHAIN_DEPTH_MAX), 'c0')).toHaveLength(1);
    await expect(open(line(CHAIN_DEPTH_MAX + 1), 'c0')).rejects.toMatchObject({ code: 'CHAIN_TOO_LONG' });
  });

  it('names the step whose chain is not there', async () => {
    await expect(open({ a: ['x', 'chain:b'], b: ['chain:gone'] }, 'a')).rejects.toMatchObject({
      code: 'CHAIN_STEP_UNKNOWN',
      message: 'Step 1 of the chain "b" runs the chain "gone", which is not there.',
    });
  });
});

describe('referenceOf', () => {
  it.each([
    ['chain:a', 'a'],
    ['chain:ä/b:c@d.e-f_g', 'ä/b:c@d.e-f_g'],
    ['chain: a', null],
    ['chain:', null],
    ['Chain:a', null],
    ['what is chain:a', null],
    ['chain:a b', null],
  ])('reads %j as %j', (text, expected) => {
    expect(referenceOf(text)).toBe(expected);
  });
});
