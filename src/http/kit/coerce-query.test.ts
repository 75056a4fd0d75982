import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { queryCoercer } from './coerce-query.ts';

const read = queryCoercer(
  z.strictObject({
    text: z.string(),
    limit: z.int().nullable().optional(),
    share: z.number().default(1),
    on: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    sizes: z.array(z.int()).optional(),
    either: z.union([z.string(), z.array(z.string())]).optional(),
    mode: z.enum(['1', '2']).optional(),
  }),
);

describe('queryCoercer', () => {
  it('reads texts as the types the schema names, and leaves texts texts', () => {
    expect(
      read({ text: '12', limit: '-3', share: '1.5e-3', on: '0', tags: 'a', sizes: ['1', 'x'], either: 'b', mode: '1' }),
    ).toEqual({
      text: '12',
      limit: -3,
      share: 0.0015,
      on: false,
      tags: ['a'],
      sizes: [1, 'x'],
      either: 'b',
      mode: '1',
    });
  });

  it('leaves what it cannot read for the schema to name', () => {
    const strange = { limit: ['1', '2'], share: '0x10', on: 'maybe', unknown: '1', sizes: `${'9'.repeat(400)}` };
    expect(read(strange)).toEqual({ ...strange, sizes: [strange.sizes] });
    for (const nothing of [null, undefined, 'text']) expect(read(nothing)).toEqual({});
  });
});
