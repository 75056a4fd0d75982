import { describe, expect, it } from 'vitest';
import { bindParameters } from './bind-parameters.ts';

const bind = (placeholders: string[], params: object = {}, defaults: object = {}) =>
  bindParameters({ placeholders, params: { ...params }, defaults: { ...defaults } });

describe('bindParameters', () => {
  it('takes a parameter before its default, and values of any plain kind', () => {
    const values = bind(['a', 'b', 'c', 'd'], { a: 'x', b: 7, c: false }, { a: 'no', d: 'default' });
    expect([...values]).toEqual(
      expect.arrayContaining([
        ['a', 'x'],
        ['b', '7'],
        ['c', 'false'],
        ['d', 'default'],
      ]),
    );
  });

  it('puts values into the normal form of questions', () => {
    expect(bind(['a'], { a: ' a\u0000\n b ' }).get('a')).toBe('a b');
  });

  it('names everything that is missing or unknown in one refusal', () => {
    expect(() => bind(['a', 'b', 'c'], { c: 'x', d: 'y', constructor: 'z' })).toThrow(
      expect.objectContaining({
        code: 'REQUEST_INVALID',
        message: 'Missing parameter: a, b. Unknown parameter: d, constructor.',
        issues: [
          { path: 'params.a', message: expect.stringContaining('Missing') },
          { path: 'params.b', message: expect.stringContaining('Missing') },
          { path: 'params.d', message: expect.stringContaining('there are a, b, c') },
          { path: 'params.constructor', message: expect.stringContaining('Unknown') },
        ],
      }),
    );
  });

  it('does not take what every object has for a value', () => {
    expect(() => bind(['toString'])).toThrow(/Missing parameter: toString/);
  });

  it('lists at most 50 of many', () => {
    const params = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p${i}`, 'x']));
    try {
      bind([], params);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ issues: expect.objectContaining({ length: 50 }) });
    }
  });
});
