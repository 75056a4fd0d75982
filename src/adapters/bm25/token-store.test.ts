import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenStore } from './token-store.ts';

function write(store: TokenStore, ordinal: number, title: readonly number[], body: readonly number[]): void {
  const ids = [...new Set([...title, ...body])];
  const places = (list: readonly number[]): Uint16Array => Uint16Array.from(list, (id) => ids.indexOf(id));
  store.write(ordinal, Uint32Array.from(ids), places(title), places(body));
}

function read(store: TokenStore, ordinal: number): [number[], number[]] {
  const { ids, titleLength, length } = store.read(ordinal);
  return [[...ids.subarray(0, titleLength)], [...ids.subarray(titleLength, length)]];
}

describe('TokenStore', () => {
  it('gives back what was written, whatever came and went between', () => {
    const id = fc.oneof(fc.nat(100), fc.nat(20_000), fc.nat(3_000_000));
    const record = fc.record({
      ordinal: fc.nat(20),
      title: fc.array(id, { maxLength: 4 }),
      body: fc.array(id, { maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        const store = new TokenStore();
        const model = new Map<number, [number[], number[]]>();
        for (const { ordinal, title, body } of records) {
          if (store.has(ordinal)) store.delete(ordinal);
          write(store, ordinal, title, body);
          model.set(ordinal, [title, body]);
        }
        for (const [ordinal, expected] of model) expect(read(store, ordinal)).toEqual(expected);
      }),
    );
  });

  it('holds the longest chunk there can be', () => {
    const store = new TokenStore();
    const ids = Uint32Array.from({ length: 65_535 }, (_, i) => 4_000_000 + i);
    const places = Uint16Array.from({ length: 65_535 }, (_, i) => i);
    store.write(3, ids, places, places);
    store.write(4, ids, places, places);
    const { length, titleLength, ids: tokens } = store.read(4);
    expect([length, titleLength, tokens[0], tokens[131_069]]).toEqual([131_070, 65_535, 4_000_000, 4_065_534]);
  });

  it('uses the room of deleted chunks again', () => {
    const store = new TokenStore();
    const body = Array.from({ length: 90 }, (_, i) => i * 3);
    for (let ordinal = 0; ordinal < 1000; ordinal++) write(store, ordinal, [1], body);
    const bytes = store.bytes();
    for (let round = 0; round < 20; round++) {
      for (let ordinal = 0; ordinal < 1000; ordinal += 3) store.delete(ordinal);
      for (let ordinal = 0; ordinal < 1000; ordinal += 3) write(store, ordinal, [2], body);
    }
    expect(store.bytes()).toBeLessThan(bytes + 4096);
    expect(read(store, 999)).toEqual([[2], body]);
  });

  it('says whether an ordinal holds a chunk, also one without a token', () => {
    const store = new TokenStore();
    expect(store.has(5)).toBe(false);
    write(store, 5, [], []);
    expect(store.has(5)).toBe(true);
    store.delete(5);
    expect(store.has(5)).toBe(false);
    expect(store.has(1_000_000)).toBe(false);
  });
});
