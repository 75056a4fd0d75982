import { describe, expect, it } from 'vitest';
import { newId, systemRandom } from './ids.ts';

describe('newId', () => {
  it('is 128 bits in base 32, from the source it is given', () => {
    expect(newId('q', { fill: (bytes) => bytes.fill(0xff) })).toBe('q_zzzzzzzzzzzzzzzzzzzzzzzzzw');
    expect(newId('q')).toMatch(/^q_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('never comes twice, however often the pool is filled', () => {
    const ids = new Set(Array.from({ length: 20_000 }, () => newId('r')));
    expect(ids.size).toBe(20_000);
  });
});

describe('systemRandom', () => {
  it.each([1, 5, 16, 17, 64, 5_000])('fills %i bytes, in what it was given', (length) => {
    const bytes = new Uint8Array(length);
    const touched = new Set<number>();
    for (let round = 0; round < 200 && touched.size < length; round++) {
      expect(systemRandom.fill(bytes)).toBe(bytes);
      for (const [at, byte] of bytes.entries()) if (byte !== 0) touched.add(at);
    }
    expect(touched.size).toBe(length);
  });

  it('hands out no byte twice', () => {
    const drawn = Array.from({ length: 2_000 }, () =>
      Buffer.from(systemRandom.fill(new Uint8Array(5))).toString('hex'),
    );
    expect(new Set(drawn).size).toBe(2_000);
  });
});
