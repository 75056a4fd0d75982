import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../shared/errors.ts';
import { BODY_DEPTH_MAX, BODY_VALUES_MAX, parseJsonBody } from './json-body.ts';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

function failure(body: Uint8Array): CodedError {
  try {
    parseJsonBody(body);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseJsonBody', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(parse('\uFEFF{"a":"\\"{[\\\\"}')).toEqual({ a: '"{[\\' });
  });

  it('throws coded errors only, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseJsonBody(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError);
        }
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('counts nesting outside of strings, and only as deep as it says', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(() => parse(nested(BODY_DEPTH_MAX))).not.toThrow();
    expect(failure(Buffer.from(nested(BODY_DEPTH_MAX + 1))).code).toBe('REQUEST_TOO_DEEP');
    expect(failure(Buffer.from('{"a":'.repeat(100_000))).code).toBe('REQUEST_TOO_DEEP');
    expect(parse(JSON.stringify('['.repeat(200)))).toBe('['.repeat(200));
    expect(parse(JSON.stringify(`\\"${'{'.repeat(200)}`))).toHaveLength(202);
  });

  it('counts values outside of strings, and takes as many as it says', () => {
    const list = (count: number) => `[${'1,'.repeat(count - 1)}1]`;
    expect(parse(list(BODY_VALUES_MAX))).toHaveLength(BODY_VALUES_MAX);
    expect(failure(Buffer.from(list(BODY_VALUES_MAX + 1)))).toMatchObject({ code: 'REQUEST_TOO_LARGE' });
    expect(failure(Buffer.from(`[${'{},'.repeat(BODY_VALUES_MAX)}{}]`)).code).toBe('REQUEST_TOO_LARGE');
    const commas = ','.repeat(2 * BODY_VALUES_MAX);
    expect(parse(JSON.stringify({ text: commas }))).toEqual({ text: commas });
  });

  it('refuses bytes that are no UTF-8', () => {
    expect(failure(Uint8Array.from([0x22, 0xff, 0x22])).code).toBe('REQUEST_MALFORMED_JSON');
    expect(failure(Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22])).message).toContain('UTF-8');
  });

  it('says what is wrong with the syntax without repeating the body', () => {
    const { message } = failure(Buffer.from('{"password": hunter2}'));
    expect(message).toMatch(/not valid JSON/);
    expect(message).not.toContain('hunter2');
  });

  it('names the paths of lone surrogates and of keys that reach for a prototype', () => {
    const lone = failure(Buffer.from('{"ok":"\\ud83d\\ude00","list":["a",{"b":"\\ud800"}],"\\udc00":1}'));
    expect(lone.issues.map((issue) => issue.path)).toEqual(['list.1.b', '']);
    for (const text of ['{"a":{"__proto__":{}}}', '{"a":{"\\u005f_proto__":1}}']) {
      expect(failure(Buffer.from(text)).issues).toEqual([
        { path: 'a.__proto__', message: 'This name is not accepted' },
      ]);
    }
    expect(failure(Buffer.from('{"constructor":{"prototype":{"x":1}}}')).issues[0]?.path).toBe('constructor');
    expect(parse('{"constructor":"a word","text":"__proto__"}')).toEqual({ constructor: 'a word', text: '__proto__' });
  });
});
