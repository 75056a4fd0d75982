import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CodedError } from '../../shared/errors.ts';
import { cursorCodec, cutPage, pageFields } from './paging.ts';

const position = z.strictObject({ atMs: z.int(), id: z.string() });
const codec = cursorCodec('history', position);

describe('cursors', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (atMs, id) => {
        const cursor = codec.encode({ atMs, id });
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(codec.decode(cursor)).toEqual({ atMs, id });
      }),
      { numRuns: 100, seed: 5 },
    );
    expect(codec.decode(undefined)).toBeNull();
  });

  it('of other lists, of other shapes and of nobody are refused', () => {
    const others = [
      cursorCodec('documents', position).encode({ atMs: 1, id: 'd' }),
      cursorCodec('history', z.string()).encode('x'),
      Buffer.from('{}').toString('base64url'),
      Buffer.from('["history"').toString('base64url'),
      'not base64!',
      '',
    ];
    for (const other of others) {
      expect(() => codec.decode(other), other).toThrow(
        expect.objectContaining({
          code: 'REQUEST_CURSOR_INVALID',
          issues: [expect.objectContaining({ path: 'cursor' })],
        }),
      );
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          codec.decode(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError);
        }
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});

describe('pages', () => {
  it('are 20 long unless asked otherwise, between 1 and 200', () => {
    const schema = z.strictObject(pageFields);
    expect(schema.parse({})).toEqual({ limit: 20 });
    for (const limit of [0, 201, 1.5]) expect(schema.safeParse({ limit }).success).toBe(false);
  });

  it('end with the item the next one starts after, if there is a next one', () => {
    expect(cutPage([1, 2, 3], 2)).toEqual({ page: [1, 2], last: 2 });
    expect(cutPage([1, 2], 2)).toEqual({ page: [1, 2], last: null });
    expect(cutPage([], 2)).toEqual({ page: [], last: null });
  });
});
