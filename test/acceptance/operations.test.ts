import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcceptanceWorld, COLUMNS, openAcceptanceWorld } from '../support/acceptance.ts';
import { ALL_OPERATIONS } from './all-operations.ts';

let world: AcceptanceWorld;

beforeAll(async () => {
  world = await openAcceptanceWorld();
});

afterAll(() => world.close());

it('has a row for every operation of /openapi.json, and no row for anything else', () => {
  const documented = world.operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(Object.keys(ALL_OPERATIONS).toSorted()).toEqual(documented.toSorted());
});

describe.each(Object.entries(ALL_OPERATIONS))('%s', (_operation, row) => {
  for (const column of COLUMNS) {
    const cell = row[column];
    if (typeof cell !== 'string') it(column, () => cell(world));
  }
});
