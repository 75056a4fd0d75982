import { describe, expect, it } from 'vitest';
import * as row from './row.ts';

describe('column readers', () => {
  it('read what the schema promises', () => {
    const values = { i: 3, r: 0.5, t: 'text', n: null, b: Uint8Array.from([1]), f: 1 };
    expect(row.integer(values, 'i')).toBe(3);
    expect(row.integerOrNull(values, 'n')).toBeNull();
    expect(row.real(values, 'r')).toBe(0.5);
    expect(row.flag(values, 'f')).toBe(true);
    expect(row.text(values, 't')).toBe('text');
    expect(row.textOrNull(values, 'n')).toBeNull();
    expect(row.bytes(values, 'b')).toEqual(Uint8Array.from([1]));
    expect(row.content(values, 't')).toBe('text');
    expect(row.word(values, 't', ['other', 'text'])).toBe('text');
  });

  it('read JSON columns', () => {
    const values = { list: '["a","b"]', numbers: '[1,2]', meta: '{"a":1,"b":["x",true],"c":""}' };
    expect(row.textList(values, 'list')).toEqual(['a', 'b']);
    expect(row.integerList(values, 'numbers')).toEqual([1, 2]);
    expect(row.metadata(values, 'meta')).toEqual({ a: 1, b: ['x', true], c: '' });
  });

  it('stop at anything else', () => {
    expect(() => row.integer({ i: 0.5 }, 'i')).toThrow(/i is an integer/);
    expect(() => row.integer({}, 'i')).toThrow();
    expect(() => row.real({ r: '1' }, 'r')).toThrow();
    expect(() => row.text({ t: 1 }, 't')).toThrow();
    expect(() => row.bytes({ b: 'x' }, 'b')).toThrow();
    expect(() => row.content({ c: null }, 'c')).toThrow();
    expect(() => row.word({ w: 'x' }, 'w', ['y'])).toThrow();
    expect(() => row.textList({ l: '[1]' }, 'l')).toThrow();
    expect(() => row.integerList({ l: '["1"]' }, 'l')).toThrow();
    expect(() => row.metadata({ m: '[]' }, 'm')).toThrow();
    expect(() => row.metadata({ m: '{"a":{"b":1}}' }, 'm')).toThrow();
  });
});
