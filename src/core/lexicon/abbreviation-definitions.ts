import { isWhiteSpace } from '../../shared/text.ts';

/** A definition that a text gives itself: `short` stands for `long`. */
export type AbbreviationDefinition = { readonly short: string; readonly long: string };

/** Characters of a short form, as in the paper. */
const SHORT_LENGTH_MAX = 10;
/** Short forms with a single capital ("Hb", "pH") are longer words with a capital beyond this. */
const ONE_CAPITAL_LENGTH_MAX = 3;
/** Characters looked at on each side of a bracket: more than the words a short form of ten letters can stand for. */
const LONG_LENGTH_MAX = 160;
const SHORT = /^[\p{L}\p{N}][\p{L}\p{N}&./-]+$/u;
/** A closing bracket, a comma, a semicolon; and the end of the text, which has no code. */
const ENDS_SHORT: ReadonlySet<number> = new Set([0x29, 0x2c, 0x3b, Number.NaN]);
/** No abbreviation begins with one of these. */
const LINKS = /^(?:for|of|in|on|with|and|or|the|an?|to|by|from|at|as|but)\b/i;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const CAPITALS = /\p{Lu}/gu;
const BARRIERS: ReadonlySet<number> = new Set(Array.from(';:()[]{}|"“”', (sign) => sign.charCodeAt(0)));
const STOPS: ReadonlySet<number> = new Set(Array.from('.!?', (sign) => sign.charCodeAt(0)));
const LINE_END = 0x0a;
/** White space that is not one plain space. */
const UNEVEN = /\s\s|[^\S ]/;
const PLURAL = /^[\p{Lu}\p{N}]{2,}s$/u;

/**
 * Abbreviations and what they stand for, after A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation
 * definitions in biomedical text" (Pacific Symposium on Biocomputing 8, 2003): "long (short)" and "short (long)", the letters
 * of the short form found in the long one from right to left, the first at the beginning of a word. A short form needs a
 * capital here. Linear: each bracket is looked at with a bounded stretch around it.
 */
export function findDefinitions(text: string): AbbreviationDefinition[] {
  const definitions: AbbreviationDefinition[] = [];
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    const found = definedBefore(text, open) ?? definedInside(text, open);
    if (found !== null) definitions.push(singular(found));
  }
  return definitions;
}

/** "Thompson Sampling (TS)", also "(TS, …)" and "(TS; …)". */
function definedBefore(text: string, open: number): AbbreviationDefinition | null {
  let end = open + 1;
  while (end - open - 1 <= SHORT_LENGTH_MAX && !ENDS_SHORT.has(text.charCodeAt(end))) end++;
  const short = text.slice(open + 1, end);
  if (!isShortForm(short)) return null;
  const words = clauseBefore(text, open).split(' ');
  const long = bestLongForm(short, words.slice(-wordsReach(short)).join(' '));
  return long === null ? null : { short, long };
}

/** "TS (Thompson Sampling)": the bracket holds the long form and nothing else. */
function definedInside(text: string, open: number): AbbreviationDefinition | null {
  if (text.charCodeAt(open - 1) !== 0x20) return null;
  const stretch = text.slice(Math.max(0, open - SHORT_LENGTH_MAX - 2), open - 1);
  const short = stretch.slice(stretch.search(/[^\s(]*$/));
  if (!isShortForm(short)) return null;
  const close = text.slice(open + 1, open + 1 + LONG_LENGTH_MAX).indexOf(')');
  if (close < 0) return null;
  const inside = text.slice(open + 1, open + 1 + close);
  const candidate = inside
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(?:the|an?) /i, '');
  if (!candidate.includes(' ')) return null;
  const long = bestLongForm(short, candidate);
  return long === candidate && long.split(' ').length <= wordsReach(short) ? { short, long } : null;
}

/** Words that a short form can stand for, as in the paper. */
function wordsReach(short: string): number {
  return Math.min(short.length + 5, short.length * 2);
}

function isShortForm(text: string): boolean {
  if (text.length < 2 || text.length > SHORT_LENGTH_MAX || !SHORT.test(text)) return false;
  const capitals = text.match(CAPITALS)?.length ?? 0;
  return capitals >= 2 || (capitals === 1 && text.length <= ONE_CAPITAL_LENGTH_MAX);
}

/** The shortest end of `text` that holds the letters of the short form in their order, the first at the start of a word. */
function bestLongForm(short: string, text: string): string | null {
  const lower = text.toLowerCase();
  let place = text.length - 1;
  for (let i = short.length - 1; i >= 0; i--) {
    const letter = short.charAt(i).toLowerCase();
    if (!LETTER_OR_DIGIT.test(letter)) continue;
    while (place >= 0 && (lower[place] !== letter || (i === 0 && !startsWord(text, place)))) place--;
    if (place < 0) return null;
    place--;
  }
  const long = text.slice(text.lastIndexOf(' ', place) + 1).replace(/^[^\p{L}\p{N}]+/u, '');
  return isLongForm(long, short) ? long : null;
}

function isLongForm(long: string, short: string): boolean {
  if (LINKS.test(long)) return false;
  if (long.length <= short.length || !long.includes(' ')) return long.length >= 2 * short.length;
  return !long.split(/[\s-]+/).includes(short);
}

function startsWord(text: string, place: number): boolean {
  return place === 0 || !LETTER_OR_DIGIT.test(text.charAt(place - 1));
}

/** What stands before the bracket in its clause, its words one space apart. */
function clauseBefore(text: string, open: number): string {
  const first = Math.max(0, open - LONG_LENGTH_MAX);
  let start = open;
  while (start > first && !isBarrier(text, start - 1)) start--;
  const clause = text.slice(start, open).trim();
  return UNEVEN.test(clause) ? clause.replace(/\s+/g, ' ') : clause;
}

/** Where a long form cannot reach back beyond: the end of a sentence or clause, another bracket, a paragraph. */
function isBarrier(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  if (BARRIERS.has(unit)) return true;
  const next = text.charCodeAt(position + 1);
  if (STOPS.has(unit)) return isWhiteSpace(next);
  return unit === LINE_END && next === LINE_END;
}

/** "large language models (LLMs)" defines LLM. */
function singular({ short, long }: AbbreviationDefinition): AbbreviationDefinition {
  return PLURAL.test(short) && /[^s]s$/.test(long)
    ? { short: short.slice(0, -1), long: long.slice(0, -1) }
    : { short, long };
}
