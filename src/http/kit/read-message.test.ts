import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readMessage } from './read-message.ts';

const schema = z.strictObject({ n: z.int().default(3) });
const read = (text: string | Uint8Array) => readMessage(schema, Buffer.from(text));

describe('readMessage', () => {
  it('gives what the schema reads, and what was received', () => {
    expect(read('{}')).toEqual({ message: { n: 3 }, received: {} });
  });

  it.each([
    ['{', 'REQUEST_MALFORMED_JSON', undefined],
    [Uint8Array.of(0xff), 'REQUEST_MALFORMED_JSON', undefined],
    ['['.repeat(65) + ']'.repeat(65), 'REQUEST_TOO_DEEP', undefined],
    ['{"__proto__": {}}', 'REQUEST_INVALID', undefined],
    ['{"n": "x", "id": "a"}', 'REQUEST_INVALID', { n: 'x', id: 'a' }],
  ])('refuses %s and calls it a message', (text, code, received) => {
    const refused = read(text);
    expect(refused).toMatchObject({ error: { code, message: expect.stringContaining('The message') } });
    expect(refused.received).toEqual(received);
  });
});
