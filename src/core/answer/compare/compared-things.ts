import { cutEnd } from '../../../shared/text.ts';
/** Two or more things to compare, in the words of the text, and what to compare them by when that is said. */
export type ComparedThings = { readonly sides: readonly string[]; readonly aspect: string };

/** Sides of one comparison; more become a table that nobody reads in a response. */
export const SIDES_MAX = 4;
/** Words of one side: names and noun phrases, not clauses. */
const SIDE_WORDS_MAX = 10;
/** Characters of the text that are read; a comparison is asked for in one sentence. */
const TEXT_CHARS_MAX = 500;

const COMPARATIVE = String.raw`(?:(?:more|less|fewer) \p{L}+|(?!other\b|rather\b|over\b|under\b|after\b)\p{L}+er|better|worse)`;
const AND = String.raw`(?:and|with|to|against|versus|vs\.?)`;

/** Forms that ask for a comparison, most explicit first. Groups: a and b the sides, all a list of them, by the aspect. */
const FORMS: readonly RegExp[] = [
  form(`(?:please )?(?:(?:can|could|would) you )?(?:compare|contrast)(?: and contrast)?:? (?<a>.+?) ${AND} (?<b>.+)`),
  form(
    String.raw`(?:(?:what|explain|describe|tell|show|list|give|name|i (?:need|want))\b.{0,40}? )?(?:the )?(?:(?:main|key|major|biggest) )?(?:differences?|similarit(?:y|ies)|comparison|contrast|distinction)(?: in (?<by>.{1,60}?))? between (?<a>.+?) and (?<b>.+)`,
  ),
  form('(?:how|in what way) (?:do|does|did) (?<a>.+?) (?:differ from|compare (?:to|with|against)) (?<b>.+)'),
  form('(?:how|in what way) (?:is|are|was|were) (?<a>.+?) different (?:from|to|than) (?<b>.+)'),
  form('(?:how|in what way)s? (?:do|does|did) (?<a>.+?) and (?<b>.+?) (?:differ|compare)(?: (?:in|by) (?<by>.+))?'),
  form(String.raw`(?:is|are|was|were) (?<a>.+?) (?<by>${COMPARATIVE})(?: \p{L}+)? than (?<b>.+)`),
  form(`(?:which|who|what) (?:one )?(?:is|are|was|were) (?<by>${COMPARATIVE}),? ?[:,] ?(?<a>.+?),? or (?<b>.+)`),
  form(String.raw`(?<a>.+?) (?:versus|vs\.?) (?<b>.+)`),
];
/** Words that point instead of naming: no document can be looked up for them. */
const POINTING =
  /^(?:others?|those|these|that|this|them|it|me|you|us|we|i|everyone|everything|each other|the rest|normal|usual|before|expected|ever)\b/iu;
const ASPECT =
  /^(?<side>.+?),? (?:in terms of|with (?:respect|regard) to|regarding|concerning|as to|when it comes to) (?<by>.+)$/iu;

/** Marks a question may end in. */
const END_MARKS = '?？!.';

/** The things a text compares, or null when it names fewer than two. */
export function comparedThings(text: string): ComparedThings | null {
  const asked = cutEnd(text.trim().slice(0, TEXT_CHARS_MAX), (character) => END_MARKS.includes(character));
  for (const pattern of FORMS) {
    const groups = pattern.exec(asked)?.groups;
    if (groups === undefined) continue;
    const things = readSides(groups);
    if (things !== null) return things;
  }
  return null;
}

function form(source: string): RegExp {
  return new RegExp(`^${source}$`, 'iu');
}

function readSides(groups: Readonly<Record<string, string | undefined>>): ComparedThings | null {
  const last = ASPECT.exec(groups['b'] ?? '')?.groups;
  const aspect = (groups['by'] ?? last?.['by'] ?? '').trim();
  const sides = [...listed(groups['a'] ?? ''), ...listed(last?.['side'] ?? groups['b'] ?? '')].map(plainSide);
  const distinct = sides.filter((side, i) => side !== '' && sides.findIndex((other) => same(other, side)) === i);
  if (distinct.length < 2 || distinct.some((side) => !isThing(side))) return null;
  return { sides: distinct.slice(0, SIDES_MAX), aspect };
}

function isThing(side: string): boolean {
  return !POINTING.test(side) && side.split(/\s+/).length <= SIDE_WORDS_MAX;
}

/** "A, B" and "B and C" name one side each; a lone name stays whole. */
function listed(text: string): readonly string[] {
  return text.includes(',')
    ? text.split(/,\s*(?:and\s+)?|(?<!\s)\s+and\s+/iu)
    : text.split(/(?<!\s)\s+(?:versus|vs\.?)\s+/iu);
}

function plainSide(side: string): string {
  return side
    .trim()
    .replace(/^(?:the|a|an|both|between)\s+/iu, '')
    .replace(/^["“'‘](.+)["”'’]$/u, '$1')
    .trim();
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
