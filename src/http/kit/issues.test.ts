import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ISSUES_MAX, invalidRequest, parseRequest } from './issues.ts';

const schema = z.strictObject({ items: z.array(z.strictObject({ n: z.number() })) });

function refusal(value: unknown) {
  const read = schema.safeParse(value);
  if (read.success) throw new Error('the value fits');
  return invalidRequest(read.error, 'body');
}

describe('invalidRequest', () => {
  it('names every field by its dotted path, unknown ones each on its own', () => {
    const { issues, message } = refusal({ items: [{ n: 1 }, { n: 'x', a: 1, 'b.c': 2 }] });
    expect(issues.map((issue) => issue.path)).toEqual(['items.1.n', 'items.1.a', 'items.1.b.c']);
    expect(issues[1]?.message).toBe('Unknown field: "a"');
    expect(message).toMatch(/^The body is not valid\. items\.1\.n: .+ \(and 2 more\)\.$/);
  });

  it('says of a field that is not there that it is missing', () => {
    expect(refusal({ items: [{}] }).issues).toEqual([{ path: 'items.0.n', message: 'Missing: expected number' }]);
    expect(refusal({ items: [{ n: null }] }).issues[0]?.message).toBe('Invalid input: expected number, received null');
  });

  it('stays short whatever was sent', () => {
    const keys = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}`.padEnd(5_000, 'x'), 1]));
    const { issues } = refusal({ items: [], ...keys });
    expect(issues).toHaveLength(ISSUES_MAX);
    expect(JSON.stringify(issues).length).toBeLessThan(20_000);
  });
});

describe('parseRequest', () => {
  it('gives the value or the 400', () => {
    expect(parseRequest(schema, { items: [] })).toEqual({ items: [] });
    expect(() => parseRequest(schema, {}, 'querystring')).toThrow(/^The query string is not valid\. items: /);
  });
});
