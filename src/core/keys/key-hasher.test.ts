import { expect, it } from 'vitest';
import { KeyHasher } from './key-hasher.ts';

const PEPPER = 'a pepper of more than thirty-two characters';

it('hashes a text under its pepper, the same in every process', () => {
  const [one, two] = [new KeyHasher(PEPPER), new KeyHasher(PEPPER)];
  expect(one.hash('ql_live_x')).toHaveLength(32);
  expect(one.hash('ql_live_x').equals(two.hash('ql_live_x'))).toBe(true);
  expect(one.hash('ql_live_x').equals(one.hash('ql_live_y'))).toBe(false);
  expect(one.pepperId).toBe(two.pepperId);
});

it('has nothing in common with another pepper, nor one use with another', () => {
  const [one, two] = [new KeyHasher(PEPPER), new KeyHasher(`${PEPPER}.`)];
  expect(one.hash('x').equals(two.hash('x'))).toBe(false);
  expect(one.pepperId).not.toBe(two.pepperId);
  expect(one.hash('x').equals(one.sign('x'))).toBe(false);
  expect(PEPPER).not.toContain(one.pepperId);
});
