import type { LexicalIndex } from '../../ports/lexical-index.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { nameKey } from '../../shared/name-key.ts';
import { isNoName } from '../lexicon/name-words.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import type { Dictionary } from './dictionary.ts';
import { type Enhanced, type Enhancement, replaced } from './enhancement.ts';
import { type QuestionWord, questionWords } from './question-words.ts';

export type AbbreviationPorts = {
  readonly lexical: Pick<LexicalIndex, 'search' | 'statistics'>;
  readonly lexicon: Pick<Lexicon, 'expansions'>;
  readonly dictionary: Pick<Dictionary, 'find'>;
};

/** Abbreviations written out in one question, and different words that are looked up. */
const EXPANSIONS_MAX = 4;
const WORDS_MAX = 64;
const SHORT_LENGTH_MAX = 40;
/** Without a vowel, or with a digit, letters in lower case are no word: "rl", "bm25". */
const NO_WORD = /^[^aeiouy]+$|\d/;

type Meaning = {
  readonly short: string;
  readonly long: string;
  readonly reason: string;
  /** From the tenant's dictionary. */
  readonly isOwn: boolean;
};

/**
 * Writes out abbreviations, the short form in brackets behind, so that both are found. The tenant's own dictionary decides
 * before what documents define. Only offered, not put in: meanings that documents use about equally often, and what would
 * drown the rest of a long question while documents use the short form themselves.
 */
export async function expandAbbreviations(ports: AbbreviationPorts, scope: Scope, text: string): Promise<Enhanced> {
  let expanded = text;
  let shift = 0;
  const enhancements: Enhancement[] = [];
  const others: { text: string; reason: string }[] = [];
  for (const word of firstOfEach(questionWords(text))) {
    if (enhancements.length === EXPANSIONS_MAX) break;
    const [meaning, ...rivals] = await meaningsOf(ports, scope, word.text);
    if (meaning === undefined || holds(text, meaning.long)) continue;
    const place = { start: word.start + shift, end: word.end + shift };
    for (const rival of rivals)
      others.push({ text: replaced(expanded, place, written(rival, word.text)), reason: rival.reason });
    if (rivals.length > 0 || !(await helps(ports, scope, { text, meaning, typed: word.text }))) {
      others.push({ text: replaced(expanded, place, written(meaning, word.text)), reason: meaning.reason });
      continue;
    }
    const to = written(meaning, word.text);
    expanded = replaced(expanded, place, to);
    shift += to.length - word.text.length;
    enhancements.push({ kind: 'abbreviation', from: word.text, to, reason: meaning.reason });
  }
  return { text: expanded, enhancements, others };
}

/**
 * Words written out weigh as much as all others. That helps a question of few words, and where documents write them out much
 * more often than not; a long question whose abbreviation documents use finds more without them.
 */
async function helps(
  { lexical }: AbbreviationPorts,
  scope: Scope,
  { text, meaning, typed }: { readonly text: string; readonly meaning: Meaning; readonly typed: string },
): Promise<boolean> {
  const [term = ''] = analyseTerms(typed, 1);
  const others = new Set(analyseTerms(text).filter((other) => other !== term));
  if (others.size <= OTHER_WORDS_MAX) return true;
  const uses = (await lexical.statistics(scope)).documentFrequency(term);
  const phrase = analyseTerms(meaning.long);
  const query = { terms: [...new Set(phrase)].map((own) => ({ term: own, weight: 1 })), phrases: [phrase] };
  const written = await lexical.search(scope, query, { limit: PASSAGES_MAX, filter: null });
  return meaning.isOwn ? written.length >= uses : written.length > LEAD * uses;
}

/** Other words of a question that what is written out cannot drown. */
const OTHER_WORDS_MAX = 3;
/** Passages counted that write a meaning out. */
const PASSAGES_MAX = 100;

/** One meaning, or several where none leads. */
async function meaningsOf(
  { lexicon, dictionary }: AbbreviationPorts,
  scope: Scope,
  typed: string,
): Promise<readonly Meaning[]> {
  const own = await dictionary.find(scope.tenant, typed);
  if (own !== null && (own.short === typed || !isNoName(typed.toLowerCase()))) {
    const { short, long } = own;
    return [{ short, long, isOwn: true, reason: `your dictionary says that ${short} is ${long}` }];
  }
  const learned = lexicon.expansions(scope, typed).filter(({ short }) => isWritten(short, typed));
  const [first, second] = learned;
  if (first === undefined) return [];
  const isLeading = second === undefined || first.documents >= LEAD * second.documents;
  return (isLeading ? [first] : learned.slice(0, RIVALS_MAX)).map(({ short, text: long, documents }) => ({
    short,
    long,
    isOwn: false,
    reason: `${documents === 1 ? 'one document defines' : `${documents} documents define`} ${short} as ${long}`,
  }));
}

/** A meaning that twice as many documents use as the next one is the one meant. */
const LEAD = 2;
const RIVALS_MAX = 3;

function isWritten(short: string, typed: string): boolean {
  return short === typed || (typed === typed.toLowerCase() && NO_WORD.test(typed) && short.toLowerCase() === typed);
}

function written({ long, short }: Meaning, typed: string): string {
  return `${long} (${short.toLowerCase() === typed.toLowerCase() ? short : typed})`;
}

function holds(text: string, long: string): boolean {
  return ` ${nameKey(text)} `.includes(` ${nameKey(long)} `);
}

function firstOfEach(words: readonly QuestionWord[]): readonly QuestionWord[] {
  const found = new Map<string, QuestionWord>();
  for (const word of words) {
    const isShort = word.text.length >= 2 && word.text.length <= SHORT_LENGTH_MAX && !word.isLiteral;
    if (isShort && !found.has(word.text) && found.size < WORDS_MAX) found.set(word.text, word);
  }
  return [...found.values()];
}
