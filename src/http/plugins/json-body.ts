import { isUtf8 } from 'node:buffer';
import { CodedError, type FieldIssue } from '../../shared/errors.ts';
import { ISSUES_MAX } from '../kit/issues.ts';

/** Nesting of objects and lists; real requests need five or six, a parser's stack ends at some thousands. */
export const BODY_DEPTH_MAX = 64;

/**
 * Values of a body: texts, numbers, objects and lists, wherever they stand. A thousand documents with a hundred each; a check costs a
 * few microseconds a value on the loop that answers everybody, so that 12 MB of short keys held it for seconds.
 */
export const BODY_VALUES_MAX = 100_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;

/**
 * Parses a body without trusting it: UTF-8, nesting and the number of values are checked on the raw bytes before `JSON.parse` sees
 * them, then keys that reach for a prototype and strings that are not valid Unicode are refused by their paths. `name` is what errors
 * call it.
 */
export function parseJsonBody(body: Uint8Array, name = 'body'): unknown {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(bytes)) throw new CodedError('REQUEST_MALFORMED_JSON', `The ${name} is not valid UTF-8.`);
  checkShape(bytes, name);
  const value = parse(bytes.toString('utf8'), name);
  // Only escapes can hide a lone surrogate in valid UTF-8; only these words can name a prototype in the open.
  if (bytes.includes('\\u') || bytes.includes('__proto__') || bytes.includes('constructor')) checkValues(value, name);
  return value;
}

function parse(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return value;
  } catch (cause) {
    throw new CodedError('REQUEST_MALFORMED_JSON', `The ${name} is not valid JSON${whereIn(cause)}.`, { cause });
  }
}

// The engine's message quotes the body, which may hold a secret; only the place is taken from it.
function whereIn(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = /at position (\d{1,10})/.exec(message)?.[1];
  if (position !== undefined) return ` (at position ${position})`;
  return message.includes('end of JSON input') ? ': it ends too early' : '';
}

// Strings are leapt over with `indexOf`, so a large text in a body costs one memchr.
function checkShape(bytes: Buffer, name: string): void {
  let depth = 0;
  let values = 1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = stringEnd(bytes, i);
      if (i < 0) return;
    } else if (byte === COMMA) {
      values++;
      if (values > BODY_VALUES_MAX) throw tooManyValues(name);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth++;
      if (depth > BODY_DEPTH_MAX) {
        throw new CodedError('REQUEST_TOO_DEEP', `The ${name} nests deeper than ${BODY_DEPTH_MAX} levels.`);
      }
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
  }
}

function tooManyValues(name: string): CodedError {
  const most = BODY_VALUES_MAX.toLocaleString('en-US');
  return new CodedError('REQUEST_TOO_LARGE', `The ${name} holds more than ${most} values. Send it in several parts.`);
}

/** Index of the quote that closes the string opened at `start`, or -1 when none does. */
function stringEnd(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (end > 0) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
    end = bytes.indexOf(QUOTE, end + 1);
  }
  return -1;
}

function checkValues(value: unknown, name: string): void {
  const issues: FieldIssue[] = [];
  walk(value, [], issues);
  const first = issues[0];
  if (first === undefined) return;
  throw new CodedError('REQUEST_INVALID', `The ${name} is not valid. ${first.path}: ${first.message}.`, { issues });
}

// Recursion is safe: the depth was checked on the raw bytes. `path` is one stack, so sound values allocate nothing.
function walk(value: unknown, path: string[], issues: FieldIssue[]): void {
  if (issues.length >= ISSUES_MAX) return;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) report(issues, path, 'Not valid Unicode: a surrogate stands alone');
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) walkInto(value[index], String(index), path, issues);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (!key.isWellFormed()) report(issues, path, 'Not valid Unicode: a surrogate stands alone in a name');
      if (isPoison(key, item)) report(issues, [...path, key], 'This name is not accepted');
      walkInto(item, key, path, issues);
    }
  }
}

function walkInto(item: unknown, key: string, path: string[], issues: FieldIssue[]): void {
  path.push(key);
  walk(item, path, issues);
  path.pop();
}

function isPoison(key: string, item: unknown): boolean {
  if (key === '__proto__') return true;
  return key === 'constructor' && typeof item === 'object' && item !== null && Object.hasOwn(item, 'prototype');
}

function report(issues: FieldIssue[], path: readonly string[], message: string): void {
  issues.push({ path: path.join('.').toWellFormed(), message });
}
