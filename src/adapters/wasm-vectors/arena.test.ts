import { describe, expect, it } from 'vitest';
import { Arena } from './arena.ts';
import { BlockPool } from './block-pool.ts';
import { slabLayout } from './slab-layout.ts';
import { Workspaces } from './workspaces.ts';

describe('Arena', () => {
  it('gives fresh zeroed pages, and views that follow its growth', () => {
    const arena = new Arena();
    const before = arena.views();
    expect(arena.allocate(1)).toBe(0);
    const far = arena.allocate(100);
    expect(far).toBe(65_536);
    const { u32 } = arena.views();
    expect(u32.length).toBeGreaterThan(before.u32.length);
    u32[(far >>> 2) + 100 * 16_384 - 1] = 7;
    expect(arena.views()).toBe(arena.views());
    expect(before.u32[far >>> 2]).toBe(0);
  });

  it('says that it is full when the address space is used up', () => {
    expect(() => new Arena().allocate(65_537)).toThrow(expect.objectContaining({ code: 'INDEX_FULL' }));
  });
});

describe('BlockPool', () => {
  it('gives the blocks of a slab in ascending order, then those of the next', () => {
    const layout = slabLayout(16, [16]);
    const pool = new BlockPool(new Arena(), layout);
    const taken = Array.from({ length: layout.blocks + 1 }, () => pool.take());
    expect(taken.slice(0, 3)).toEqual([0, 1, 2]);
    expect(taken.at(-1)).toBe(layout.pages * 65_536);
  });

  it('gives a returned block to the next taker', () => {
    const pool = new BlockPool(new Arena(), slabLayout(16, [16]));
    const [first] = [pool.take(), pool.take()];
    pool.give(first);
    expect(pool.take()).toBe(first);
  });
});

describe('Workspaces', () => {
  it('uses space again, by sizes, and bounds how many are taken', () => {
    const workspaces = new Workspaces(new Arena());
    const small = workspaces.take(10);
    expect(small.pages).toBe(1);
    const large = workspaces.take(200_000);
    expect(large.pages).toBe(4);
    workspaces.give(small);
    workspaces.give(large);
    expect(workspaces.take(150_000)).toEqual(large);
    expect(workspaces.take(65_536)).toEqual(small);
    for (let i = 2; i < 256; i++) workspaces.take(1);
    expect(() => workspaces.take(1)).toThrow(expect.objectContaining({ code: 'SERVER_OVERLOADED' }));
  });
});
