/** One token: a mark (`{ } [ ] : ,`), a string, a number or a word (`true`, `false`, `null`). */
type JsonToken = { readonly kind: string; readonly start: number; readonly end: number };

const BLANKS = /[ \t\n\r]*/y;
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)(?![\w$])/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Integers of more digits are not exact as numbers. */
const EXACT_DIGITS = 15;
const LONG_NUMBER = new RegExp(String.raw`\d{${EXACT_DIGITS + 1}}|\.\d{${EXACT_DIGITS}}`);

/** Offset of the first character that cannot stand where it does, or the length when the text ends too early. Linear, without recursion. */
export function findJsonError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' = 'value';
  for (let at = 0; ; ) {
    const token = readToken(text, at);
    if (token.kind === 'end' || token.kind === 'error') return token.end;
    const { kind } = token;
    const top = open.at(-1);
    const closes = (kind === '}' && top === '{') || (kind === ']' && top === '[');
    if (closes && (expected === 'comma or end' || expected.endsWith('or end'))) {
      open.pop();
      expected = 'comma or end';
    } else if (expected.startsWith('value') && (kind === '{' || kind === '[')) {
      open.push(kind);
      expected = kind === '{' ? 'key or end' : 'value or end';
    } else if (expected.startsWith('value') && isScalar(kind)) expected = 'comma or end';
    else if (expected.startsWith('key') && kind === 'string') expected = 'colon';
    else if (expected === 'colon' && kind === ':') expected = 'value';
    else if (expected === 'comma or end' && kind === ',' && top !== undefined) expected = top === '{' ? 'key' : 'value';
    else return token.start;
    at = token.end;
  }
}

/** Valid JSON with its numbers of many digits as strings, so that identifiers of 64 bits and more keep every digit. */
export function keepLongNumbers(text: string): string {
  if (!LONG_NUMBER.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; ; ) {
    const token = readToken(text, at);
    if (token.kind === 'end' || token.kind === 'error') break;
    if (token.kind === 'number' && token.end - token.start > EXACT_DIGITS) {
      parts.push(text.slice(copied, token.start), '"', text.slice(token.start, token.end), '"');
      copied = token.end;
    }
    at = token.end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

/** True when brackets outside strings are open within each other beyond a limit. One pass over the text, valid or not. */
export function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) at += unit === BACKSLASH ? 1 : 0;
    else if (unit === OPEN_BRACKET || unit === OPEN_BRACE) depth++;
    else if (unit === CLOSE_BRACKET || unit === CLOSE_BRACE) depth--;
    if (depth > limit) return true;
  }
  return false;
}

function isScalar(kind: string): boolean {
  return kind === 'string' || kind === 'number' || kind === 'word';
}

/** The token at or behind an offset; `end` behind the last, `error` (with its offset as `end`) where none can be read. */
function readToken(text: string, at: number): JsonToken {
  const start = skip(BLANKS, text, at);
  const first = text.charAt(start);
  if (first === '') return { kind: 'end', start, end: start };
  if ('{}[]:,'.includes(first)) return { kind: first, start, end: start + 1 };
  if (first === '"') return readString(text, start);
  const number = skip(NUMBER, text, start);
  if (number > start) return { kind: 'number', start, end: number };
  const word = skip(WORD, text, start);
  return { kind: word > start ? 'word' : 'error', start, end: word };
}

function readString(text: string, start: number): JsonToken {
  for (let at = start + 1; ; ) {
    at = skip(PLAIN, text, at);
    if (text.charAt(at) === '"') return { kind: 'string', start, end: at + 1 };
    const next = skip(ESCAPE, text, at);
    if (next === at) return { kind: 'error', start, end: at };
    at = next;
  }
}

/** Where a sticky pattern that begins at an offset ends; the offset itself when it does not match. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
