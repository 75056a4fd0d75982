import type { LexicalIndex, LexicalStatistics, NearTerm } from '../../ports/lexical-index.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { editDistance } from '../../shared/edit-distance.ts';
import { nameTokens } from '../../shared/name-key.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import { type Enhanced, type Enhancement, replaced } from './enhancement.ts';
import type { KnownWords } from './known-words.ts';
import { type QuestionWord, questionWords } from './question-words.ts';
import { findSurface, type SurfacePorts } from './word-surface.ts';

export type SpellingPorts = SurfacePorts & {
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
const CANDIDATES_MAX = 6;
/** Passages of a candidate that are asked how well the other words fit. */
const CONTEXT_PASSAGES = 20;
/** Endings that haste distorts, and the stemmer then does not take off. */
const ENDINGS = [
  's',
  'ed',
  'ing',
  'er',
  'ers',
  'ly',
  'ion',
  'ions',
  'tion',
  'ment',
  'ness',
  'able',
  'ance',
  'ence',
  'ity',
] as const;

type Candidate = {
  readonly term: string;
  readonly word: string;
  readonly distance: number;
  readonly chunks: number;
  readonly fit: number;
};

/** A slip, the word it becomes, and another as near. */
type Correction = { readonly word: QuestionWord; readonly best: Candidate; readonly rival: Candidate | null };

/**
 * Words that neither the corpus nor the vocabulary knows become the nearest words that the corpus has. Left as they are: what
 * is in quotes, holds a digit or a sign, is written in capitals, and names (capitalised words), unless the nearest word
 * makes a name of several words of the corpus whole.
 */
export async function correctSpelling(ports: SpellingPorts, scope: Scope, text: string): Promise<Enhanced> {
  const statistics = await ports.lexical.statistics(scope);
  const words = questionWords(text);
  const unknown = words.filter(
    (word, i) => isOpen(word, i) && !ports.known.isKnown(word.text.toLowerCase(), statistics),
  );
  const picks: Correction[] = [];
  for (const word of unknown.slice(0, UNKNOWN_WORDS_MAX)) {
    const [best, second] = await candidatesFor(ports, { scope, text, word, statistics });
    if (best !== undefined) picks.push({ word, best, rival: second?.distance === best.distance ? second : null });
  }
  return {
    text: applied(text, picks, null),
    enhancements: picks.map(toEnhancement),
    others: picks.flatMap((pick) => {
      if (pick.rival === null) return [];
      const reason = `"${pick.word.text}" may also be "${pick.rival.word}"`;
      return [{ text: applied(text, picks, pick), reason }];
    }),
  };
}

/** The text with every pick put in; `other` with its rival. From the last to the first, so that places stay what they were. */
function applied(text: string, picks: readonly Correction[], other: Correction | null): string {
  return picks.reduceRight((done, pick) => {
    const { word, best, rival } = pick;
    return replaced(done, word, inCaseOf(word.text, (pick === other ? rival : null)?.word ?? best.word));
  }, text);
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
async function candidatesFor(ports: SpellingPorts, slip: Slip): Promise<readonly Candidate[]> {
  const { scope, text, word } = slip;
  const typed = word.text.toLowerCase();
  const maxDistance = typed.length < TWO_EDITS_LENGTH_MIN ? 1 : 2;
  const candidates: Candidate[] = [];
  for (const { term, chunks } of await nearTerms(ports, slip, { typed, maxDistance })) {
    const surface = await findSurface(ports, { scope, term, typed });
    if (surface === null || surface.distance > maxDistance || surface.distance === 0) continue;
    const fit = await contextFit(ports, slip, term);
    candidates.push({ term, word: surface.word, distance: surface.distance, chunks, fit });
  }
  const allowed = isName(word)
    ? candidates.filter((one) => completesName(ports, scope, replaced(text, word, inCaseOf(word.text, one.word)), word))
    : candidates;
  const first = typed.charAt(0);
  const opens = (one: Candidate): number => (one.word.toLowerCase().startsWith(first) ? 0 : 1);
  return allowed.sort(
    (a, b) =>
      a.distance - b.distance ||
      opens(a) - opens(b) ||
      b.fit - a.fit ||
      b.chunks - a.chunks ||
      (a.term < b.term ? -1 : 1),
  );
}

async function nearTerms(
  { lexical }: SpellingPorts,
  { scope, statistics }: Slip,
  { typed, maxDistance }: { readonly typed: string; readonly maxDistance: number },
): Promise<readonly Pick<NearTerm, 'term' | 'chunks'>[]> {
  const [term] = analyseTerms(typed, 1);
  if (term === undefined) return [];
  const near = await lexical.nearTerms(scope, term, { maxDistance, limit: CANDIDATES_MAX });
  const terms = new Map(near.map((one) => [one.term, one.chunks]));
  for (const repaired of repairedEndings(typed)) {
    const [other] = analyseTerms(repaired, 1);
    const chunks = other === undefined ? 0 : statistics.documentFrequency(other);
    if (other !== undefined && chunks > 0 && !terms.has(other)) terms.set(other, chunks);
  }
  return Array.from(terms, ([own, chunks]) => ({ term: own, chunks }));
}

/** The word with an ending made right that is one slip away: "buildign" is "building". */
function repairedEndings(typed: string): readonly string[] {
  const repaired: string[] = [];
  for (const ending of ENDINGS) {
    for (const length of [ending.length - 1, ending.length, ending.length + 1]) {
      if (length < 1 || typed.length - length < WORD_LENGTH_MIN - 1) continue;
      if (editDistance(typed.slice(-length), ending, 1) === 1) repaired.push(typed.slice(0, -length) + ending);
    }
  }
  return repaired;
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
