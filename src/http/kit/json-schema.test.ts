import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputSchema, laxObjects } from './json-schema.ts';

it('finds objects that take unknown fields silently, wherever they stand', () => {
  const lax = z.object({ a: z.string() });
  const schema = z.strictObject({ good: z.strictObject({}), list: z.array(lax), either: z.union([z.string(), lax]) });
  expect(laxObjects(inputSchema(lax))).toEqual(['body']);
  expect(laxObjects(inputSchema(schema))).toEqual(['body.list.items', 'body.either.anyOf']);
});

it('takes fields for what they are, whatever they are called', () => {
  const fields = { properties: z.record(z.string(), z.string()), default: z.object({ a: z.string() }) };
  expect(laxObjects(inputSchema(z.strictObject(fields)))).toEqual(['body.default']);
});
