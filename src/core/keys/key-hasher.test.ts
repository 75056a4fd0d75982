import { createHmac, hkdfSync } from 'node:crypto';
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

it('hashes as HMAC-SHA-256 does, whatever the text', () => {
  const key = Buffer.from(hkdfSync('sha256', PEPPER, '', 'queryloom key hash 1', 32));
  const hasher = new KeyHasher(PEPPER);
  for (const text of [
    '',
    'x',
    'ql_live_x',
    'ключ €',
    '\u{1F511}'.repeat(60),
    '\ud800',
    'k'.repeat(170),
    'k'.repeat(171),
    'k'.repeat(5_000),
  ])
    expect(hasher.hash(text).toString('hex'), text).toBe(createHmac('sha256', key).update(text).digest('hex'));
});
