import { describe, expect, it } from 'vitest';
import { isRecord } from '../../shared/is-record.ts';
import { isScalar, jsonLines } from './json-lines.ts';

describe('jsonLines', () => {
  it('writes paths from the value down', () => {
    expect(jsonLines({ a: { b: [{ c: true }] }, d: ['x', 'y'] }, 'root').lines).toEqual([
      'root.a.b[0].c: true',
      'root.d: x, y',
    ]);
  });

  it('writes a scalar without a path alone', () => {
    expect(jsonLines(' tea ', '').lines).toEqual(['tea']);
  });

  it('counts what lies deeper than 64 levels', () => {
    let value: unknown = { leaf: 1 };
    for (let level = 0; level < 63; level++) value = { n: value };
    expect(jsonLines(value, '')).toMatchObject({ lines: [expect.stringMatching(/leaf: 1$/)], tooDeep: 0 });
    expect(jsonLines({ n: value, m: 2 }, '')).toEqual({ lines: ['m: 2'], tooDeep: 1 });
  });
});

it('tells scalars and objects apart', () => {
  expect([null, 1, 'a', true].map(isScalar)).toEqual([true, true, true, true]);
  expect([[], {}].map(isScalar)).toEqual([false, false]);
  expect([null, [], {}, 1].map(isRecord)).toEqual([false, false, true, false]);
});
