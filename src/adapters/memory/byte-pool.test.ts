import { expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { BytePool } from './byte-pool.ts';

it('holds what was set last, through growth and squeezing', () => {
  const random = seededRandom(3);
  const pool = new BytePool();
  const model = new Map<number, string>();
  for (let i = 0; i < 20_000; i++) {
    const item = Math.floor(random() * 700);
    if (random() < 0.3) {
      pool.delete(item);
      model.delete(item);
    } else {
      const text = 'é'.repeat(Math.floor(random() * 40)) + i;
      if (i % 2 === 0) pool.set(item, Buffer.from(text));
      else pool.setText(item, text);
      model.set(item, text);
    }
  }
  for (let item = 0; item < 700; item++) {
    const text = model.get(item) ?? '';
    expect(pool.text(item)).toBe(text);
    expect(pool.equals(item, text)).toBe(true);
    expect(pool.equals(item, `${text}x`)).toBe(false);
    expect(pool.equals(item, `x${text.slice(1)}`)).toBe(false);
  }
  expect(pool.bytes()).toBeLessThan(400_000);
});

it('compares beginnings, and knows nothing of what it was never given', () => {
  const pool = new BytePool();
  pool.set(2, Buffer.from('silver fox'));
  expect(pool.startsWith(2, Buffer.from('silver'))).toBe(true);
  expect(pool.startsWith(2, Buffer.from('silver foxes'))).toBe(false);
  expect(pool.startsWith(2, Buffer.from('gold'))).toBe(false);
  expect(pool.text(9_999)).toBe('');
  expect([...pool.get(2)]).toEqual([...Buffer.from('silver fox')]);
});

it('refuses what 16 bits cannot measure', () => {
  expect(() => new BytePool().set(0, new Uint8Array(65_536))).toThrow(/65,535/);
});
