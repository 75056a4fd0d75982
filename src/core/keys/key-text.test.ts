import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../shared/ids.ts';
import { keyIdOf, keyPrefix, newKeyId, newKeyText, standInId } from './key-text.ts';

const filled = (byte: number) => ({ fill: (bytes: Uint8Array) => bytes.fill(byte) });

describe('the text of a key', () => {
  it('has its form, whatever the randomness, and nothing that a shell or a header has to quote', () => {
    for (const random of [systemRandom, filled(0), filled(255)]) {
      const text = newKeyText(newKeyId(random), 'live', random);
      expect(text).toMatch(/^ql_live_[0-9a-z]{16}_[0-9a-z]{52}_[0-9a-z]{7}$/);
      expect(text).toMatch(/^[\w-]+$/);
      expect(text).toHaveLength(85);
    }
  });

  it('gives its id back, and begins as lists show it', () => {
    const keyId = newKeyId(systemRandom);
    for (const environment of ['live', 'test'] as const) {
      const text = newKeyText(keyId, environment, systemRandom);
      expect(keyIdOf(text)).toBe(keyId);
      expect(text.startsWith(keyPrefix(keyId, environment))).toBe(true);
    }
  });

  it('carries 256 bits: every byte of the randomness changes it', () => {
    const keyId = newKeyId(systemRandom);
    const texts = Array.from({ length: 32 }, (_, i) =>
      newKeyText(keyId, 'live', { fill: (bytes) => bytes.map((_byte, at) => (at === i ? 1 : 0)) }),
    );
    expect(new Set([...texts, newKeyText(keyId, 'live', filled(0))]).size).toBe(33);
  });

  it('is not read when one character is another one, or one is missing', () => {
    const text = newKeyText(newKeyId(systemRandom), 'live', systemRandom);
    const other = fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyzXU_-');
    fc.assert(
      fc.property(fc.nat(text.length - 1), other, (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        expect(keyIdOf(changed) === null).toBe(changed !== text);
        expect(keyIdOf(text.slice(0, at) + text.slice(at + 1))).toBeNull();
      }),
    );
  });

  it.each(['', 'ql_live_', 'nonsense', 'ql_prod_0000000000000000_', `${'ql_live_'.repeat(1_000)}`, '\u0000', '💥'])(
    'reads no id in %j',
    (text) => {
      expect(keyIdOf(text)).toBeNull();
    },
  );

  it('has an id to stand in for one that cannot be read, of the same form and by the hash alone', () => {
    const hash = systemRandom.fill(new Uint8Array(32));
    expect(standInId(hash)).toMatch(/^[0-9a-z]{16}$/);
    expect(standInId(hash)).toBe(standInId(hash));
    expect(standInId(hash)).not.toBe(standInId(systemRandom.fill(new Uint8Array(32))));
  });
});
