import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AcceptanceWorld, openAcceptanceWorld } from '../support/acceptance.ts';
import type { Operation } from '../support/contract-check.ts';
import { differences, inventory, type Loot, loot, MARK, raid, settle } from '../support/tenant-raid.ts';

/** Answers that change by themselves: clocks, and figures of the process. */
const RESTLESS = [
  'getCoolFactor',
  'getEasterEgg',
  'getService',
  'getHealth',
  'getReady',
  'getLive',
  'getStartup',
  'getUsage',
];

let world: AcceptanceWorld;
let lasting: readonly Operation[];
let found: Loot;

beforeAll(async () => {
  world = await openAcceptanceWorld();
  await settle(world);
  found = await loot(world.acme, world.operations);
  lasting = world.operations.filter(({ id }) => !RESTLESS.includes(id));
});

afterAll(() => world.close());

it('has something of every kind to take', async () => {
  expect(found.cursors.length).toBeGreaterThanOrEqual(4);
  for (const id of ['marked-one', 'marked-b1', 'marked-e']) expect(found.ids).toContain(id);
  expect(found.ids.some((id) => id.startsWith('q_'))).toBe(true);
  const own = await inventory(world.acme, lasting, found);
  expect([...own.values()].filter((text) => text.includes(MARK)).length).toBeGreaterThan(10);
});

it('lets no tenant read or change anything of another, by any id, cursor or filter in any place', async () => {
  const before = await inventory(world.acme, lasting, found);
  expect(differences(before, await inventory(world.acme, lasting, found))).toEqual([]);
  const { calls, leaks } = await raid(world.globex, world.operations, found);
  expect(leaks).toEqual([]);
  expect(calls).toBeGreaterThan(500);
  expect(differences(before, await inventory(world.acme, lasting, found))).toEqual([]);
});

it('would see it: the same calls with a key of the tenant itself read and change nearly everything', async () => {
  const before = await inventory(world.acme, lasting, found);
  const insider = await world.acmeWith({ scopes: ['read', 'write', 'admin'] });
  const { leaks } = await raid(insider, world.operations, found);
  const operations = new Set(leaks.map(({ request }) => request.split(' ', 1)[0]));
  expect(operations.size).toBeGreaterThan(15);
  const after = await inventory(world.acme, lasting, found);
  expect(differences(before, after).length).toBeGreaterThan(10);
});
