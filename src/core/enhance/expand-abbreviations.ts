import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { nameKey } from '../../shared/name-key.ts';
import { isNoName } from '../lexicon/name-words.ts';
import type { Dictionary } from './dictionary.ts';
import { type Enhanced, type Enhancement, replaced } from './enhancement.ts';
import { type QuestionWord, questionWords } from './question-words.ts';

export type AbbreviationPorts = {
  readonly lexicon: Pick<Lexicon, 'expansions'>;
  readonly dictionary: Pick<Dictionary, 'find'>;
};

/** Abbreviations written out in one question, and different words that are looked up. */
const EXPANSIONS_MAX = 4;
const WORDS_MAX = 64;
const SHORT_LENGTH_MAX = 40;
/** Without a vowel, or with a digit, letters in lower case are no word: "rl", "bm25". */
const NO_WORD = /^[^aeiouy]+$|\d/;

type Meaning = { readonly short: string; readonly long: string; readonly reason: string };

/**
 * Writes out abbreviations, the short form in brackets behind, so that both are found. The tenant's own dictionary decides
 * before what documents define; two meanings that documents use about equally often are both offered, and none is put in.
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
    if (rivals.length > 0) {
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

/** One meaning, or several where none leads. */
async function meaningsOf(
  { lexicon, dictionary }: AbbreviationPorts,
  scope: Scope,
  typed: string,
): Promise<readonly Meaning[]> {
  const own = await dictionary.find(scope.tenant, typed);
  if (own !== null && (own.short === typed || !isNoName(typed.toLowerCase()))) {
    return [{ ...own, reason: `your dictionary says that ${own.short} is ${own.long}` }];
  }
  const learned = lexicon.expansions(scope, typed).filter(({ short }) => isWritten(short, typed));
  const [first, second] = learned;
  if (first === undefined) return [];
  const isLeading = second === undefined || first.documents >= LEAD * second.documents;
  return (isLeading ? [first] : learned.slice(0, RIVALS_MAX)).map(({ short, text: long, documents }) => ({
    short,
    long,
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
