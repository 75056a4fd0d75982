import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lineForTerminal, visibleLine } from './log-line.ts';
import { createLogger, prettyDestination } from './logger.ts';

/** What ends, hides, turns or colours a line where it is shown. */
const HOSTILE = [
  '\n{"level":"info","message":"forged"}',
  '\r\nforged',
  '\u0085forged',
  '\u2028forged\u2029',
  '\u001b[2K\u001b[31mred',
  '\u009b31mred',
  '\u202eabc\u2066',
  '\u200b\ufeff\u{e0041}',
  '\u0000\u0008\u007f',
];
const SHOWN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

describe('a line of the log', () => {
  it.each(HOSTILE)('is one line in which all can be seen: %j', (text) => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'trace', pretty: false, destination: { write: (line) => lines.push(line) } });
    logger.info({ user: text, [text]: 1, err: new Error(text, { cause: new Error(text) }) }, text);
    logger.child({ request_id: text }).warn(text);
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line.endsWith('\n')).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(SHOWN);
    }
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: text, user: text });
  });

  it('shows no control character at a terminal, but the colours and lines that are ours', async () => {
    for (const text of HOSTILE) {
      const stream = new PassThrough();
      const logger = createLogger({ level: 'trace', pretty: true, destination: prettyDestination(stream) });
      logger.info({ user: text, nested: { list: [text] }, err: new Error(text) }, `before ${text} after`);
      const plain = stripVTControlCharacters(String(stream.read()));
      expect(plain.replaceAll('\n', '')).not.toMatch(SHOWN);
      const lines = plain.split('\n');
      expect(lines[0]).toMatch(/^\[.+\] INFO: before .+ after$/);
      // What follows the first line belongs to it: it is set in.
      for (const line of lines.slice(1)) expect(line).toMatch(/^(?: {4}.*)?$/);
    }
  });

  it('stays the same event', () => {
    const line = JSON.stringify({ a: 'ü😀\u202e', stack: 'one\n  two\u001b' });
    expect(JSON.parse(visibleLine(line))).toEqual(JSON.parse(line));
    expect(JSON.parse(lineForTerminal(line))).toEqual({ a: 'ü😀\\u202e', stack: 'one\n  two\\u001b' });
  });
});
