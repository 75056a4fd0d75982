import type { LexicalIndex, LexicalStatistics } from '../../ports/lexical-index.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { nameTokens } from '../../shared/name-key.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import { type Enhanced, type Enhancement, replaced } from './enhancement.ts';
import type { KnownWords } from './known-words.ts';
import { findNearWords, type NearWord, type NearWordPorts } from './near-words.ts';
import { type QuestionWord, questionWords } from './question-words.ts';

export type SpellingPorts = NearWordPorts & {
  readonly lexical: Pick<LexicalIndex, 'search' | 'scores' | 'statistics' | 'nearTerms'>;
  readonly lexicon: Pick<Lexicon, 'named'>;
  readonly known: KnownWords;
};

/** Shorter words have too many neighbours; longer ones are no words. */
const WORD_LENGTH_MIN = 4;
const WORD_LENGTH_MAX = 40;
/** From this length on two letters may be wrong. */
const TWO_EDITS_LENGTH_MIN = 8;
/** Unknown words that are looked at: more of them is another language, not haste. */
const UNKNOWN_WORDS_MAX = 8;
/** Longer words in capitals are shouted. */
const ABBREVIATION_LENGTH_MAX = 4;
/** Passages of a candidate that are asked how well the other words fit. */
const CONTEXT_PASSAGES = 20;
/** `fit`: how well a passage that holds the word fits the rest of the question. */
type Candidate = NearWord & { readonly fit: number };

/** A slip and the word it becomes. */
type Correction = { readonly word: QuestionWord; readonly best: Candidate };
/** What may be put in, and what is only offered: the nearest first. */
type Candidates = { readonly allowed: readonly Candidate[]; readonly offered: readonly Candidate[] };

/**
 * Words that neither the corpus nor the vocabulary knows become the nearest words that the corpus has. Left as they are: what
 * is in quotes, holds a digit or a sign, is written in capitals, and names (capitalised words), unless the nearest word
 * makes a name of several words of the corpus whole; other words near a name are offered.
 */
export async function correctSpelling(ports: SpellingPorts, scope: Scope, text: string): Promise<Enhanced> {
  const statistics = await ports.lexical.statistics(scope);
  const words = questionWords(text);
  const unknown = words.filter(
    (word, i) => isOpen(word, i) && !ports.known.isKnown(word.text.toLowerCase(), statistics, isName(word)),
  );
  const picks: Correction[] = [];
  const offers: { readonly word: QuestionWord; readonly other: Candidate }[] = [];
  for (const word of unknown.slice(0, UNKNOWN_WORDS_MAX)) {
    const { allowed, offered } = await candidatesFor(ports, { scope, text, word, statistics });
    const [best, second] = allowed;
    const [offer] = offered;
    if (best === undefined) {
      if (offer !== undefined) offers.push({ word, other: offer });
      continue;
    }
    picks.push({ word, best });
    if (second?.distance === best.distance) offers.push({ word, other: second });
  }
  return {
    text: applied(text, picks),
    enhancements: picks.map(toEnhancement),
    others: offers.map(({ word, other }) => ({
      text: applied(text, [...picks.filter((pick) => pick.word !== word), { word, best: other }]),
      reason: `"${word.text}" may be "${inCaseOf(word.text, other.word)}"`,
    })),
  };
}

/** The text with every pick put in, from the last to the first, so that places stay what they were. */
function applied(text: string, picks: readonly Correction[]): string {
  const fromLast = picks.toSorted((a, b) => b.word.start - a.word.start);
  return fromLast.reduce((done, { word, best }) => replaced(done, word, inCaseOf(word.text, best.word)), text);
}

function toEnhancement({ word, best }: Correction): Enhancement {
  const holders = best.chunks === 1 ? 'one passage has' : `${best.chunks} passages have`;
  const reason = `no document has "${word.text}"; ${holders} "${best.word}"`;
  return { kind: 'spelling', from: word.text, to: inCaseOf(word.text, best.word), reason };
}

/** Whether a word may be a slip: letters of a script with spaces between words, not on purpose, not too short. */
function isOpen({ text, isLiteral }: QuestionWord, place: number): boolean {
  if (isLiteral || text.length < WORD_LENGTH_MIN || text.length > WORD_LENGTH_MAX) return false;
  if (!/^[\p{L}\p{M}]+$/u.test(text) || nameTokens(text).length !== 1) return false;
  const rest = text.slice(1);
  return rest === rest.toLowerCase() || (place === 0 && text === text.toLowerCase());
}

type Slip = {
  readonly scope: Scope;
  readonly text: string;
  readonly word: QuestionWord;
  readonly statistics: LexicalStatistics;
};

/** The words that may have been meant, the most likely first. */
async function candidatesFor(ports: SpellingPorts, slip: Slip): Promise<Candidates> {
  const { scope, text, word, statistics } = slip;
  const typed = word.text.toLowerCase();
  const maxDistance = typed.length < TWO_EDITS_LENGTH_MIN ? 1 : 2;
  const near = await findNearWords(ports, { scope, typed, maxDistance, statistics });
  const likely = near.filter(({ word: other }) => beginsAlike(typed, other.toLowerCase()) && !isAbbreviation(other));
  const candidates: Candidate[] = [];
  for (const one of likely) candidates.push({ ...one, fit: await contextFit(ports, slip, one.term) });
  candidates.sort(
    (a, b) => a.distance - b.distance || b.fit - a.fit || b.chunks - a.chunks || (a.term < b.term ? -1 : 1),
  );
  if (!isName(word)) return { allowed: candidates, offered: [] };
  const completes = (one: Candidate): boolean =>
    completesName(ports, scope, replaced(text, word, inCaseOf(word.text, one.word)), word);
  const allowed = candidates.filter(completes);
  return { allowed, offered: candidates.filter(({ distance }) => distance === 1) };
}

/** Letters that stand for words are known or looked up; nobody means "WAT" who types "waht". */
function isAbbreviation(word: string): boolean {
  return word.length <= ABBREVIATION_LENGTH_MAX && word === word.toUpperCase();
}

/** Hands rarely miss a first letter: it is the same, left out or doubled, or swapped with the second. */
function beginsAlike(typed: string, word: string): boolean {
  const [a, b] = typed;
  const [c, d] = word;
  return a === c || a === d || b === c;
}

/** The best score of the question's other words among the passages that hold a term. */
async function contextFit({ lexical }: SpellingPorts, { scope, text, word }: Slip, term: string): Promise<number> {
  const others = [...new Set(analyseTerms(replaced(text, word, ' ')))];
  if (others.length === 0) return 0;
  const holds = { terms: [{ term, weight: 1 }], phrases: [] };
  const hits = await lexical.search(scope, holds, { limit: CONTEXT_PASSAGES, filter: null });
  const query = { terms: others.map((other) => ({ term: other, weight: 1 })), phrases: [] };
  const scores = await lexical.scores(
    scope,
    query,
    hits.map(({ chunk }) => chunk),
  );
  return scores.reduce((best, score) => Math.max(best, score), 0);
}

/** A capital anywhere but at the beginning of the text. */
function isName({ text, start }: QuestionWord): boolean {
  return start > 0 && text !== text.toLowerCase();
}

/** Whether the corrected word stands in a name of several words. */
function completesName({ lexicon }: SpellingPorts, scope: Scope, corrected: string, word: QuestionWord): boolean {
  const stretch = corrected.slice(Math.max(0, word.start - NAME_REACH), word.end + NAME_REACH);
  const [own] = nameTokens(corrected.slice(word.start)).map(({ key }) => key);
  return lexicon.named(scope, stretch, NAMES_READ).some((name) => {
    const tokens = nameTokens(name.text).map(({ key }) => key);
    return tokens.length > 1 && own !== undefined && tokens.includes(own);
  });
}

/** Characters on each side of a word that the names around it are looked for in. */
const NAME_REACH = 80;
const NAMES_READ = 20;

function inCaseOf(typed: string, word: string): string {
  const first = typed.charAt(0);
  const isCapital = first !== first.toLowerCase();
  return isCapital ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
