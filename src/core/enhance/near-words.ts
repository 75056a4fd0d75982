import type { LexicalIndex, LexicalStatistics } from '../../ports/lexical-index.ts';
import type { Scope } from '../../ports/scope.ts';
import { editDistance } from '../../shared/edit-distance.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import type { KnownWords } from './known-words.ts';
import { findSurface, type Surface, type SurfacePorts } from './word-surface.ts';

/** A word of visible documents close to what was typed. `chunks`: how many hold its term. */
export type NearWord = {
  readonly term: string;
  readonly word: string;
  readonly distance: number;
  readonly chunks: number;
};

export type NearWordPorts = SurfacePorts & {
  readonly lexical: Pick<LexicalIndex, 'search' | 'nearTerms'>;
  readonly known: Pick<KnownWords, 'isWhole'>;
};

export type TypedWord = {
  readonly scope: Scope;
  /** In lower case. */
  readonly typed: string;
  readonly maxDistance: number;
  readonly statistics: Pick<LexicalStatistics, 'documentFrequency'>;
};

/** Terms whose spelling is read from passages: the nearest, and of those the most frequent. */
const TERMS_MAX = 8;
const NEAR_MAX = 6;
/** Forms of what was typed that near terms are looked for; each is a look at the whole dictionary. */
const FORMS_MAX = 5;
/** Letters that must be left of a word without its ending. */
const BASE_LENGTH_MIN = 3;
/** Endings that a slip keeps the stemmer from taking off, or makes it take off where it should not; the longer first. */
const ENDINGS =
  'ations ation ally ments ment ness ions ance ence able tion ings ing ion ity ers ies est ive ful ed er es ly al ic s e d y'.split(
    ' ',
  );

/**
 * Words at most `maxDistance` edits from what was typed. Terms are stems, and a slip can change what the stemmer does to a
 * word, so it is also looked for without its ending, and with an ending that is one edit away.
 */
export async function findNearWords(ports: NearWordPorts, typed: TypedWord): Promise<readonly NearWord[]> {
  const words: NearWord[] = [];
  for (const found of await termsLike(ports, typed)) {
    const word = await wordOf(ports, typed, found);
    if (word !== null && word.distance > 0) words.push({ term: found.term, chunks: found.chunks, ...word });
  }
  return words;
}

/** How documents write the term, or the form of it that was meant, when that is nearer and a word of the vocabulary. */
async function wordOf(
  ports: NearWordPorts,
  { scope, typed, maxDistance }: TypedWord,
  { term, form }: FoundTerm,
): Promise<Surface | null> {
  const surface = await findSurface(ports, { scope, term, typed });
  if (surface === null) return null;
  const distance = form === null ? maxDistance + 1 : editDistance(typed, form, maxDistance);
  const isNearer = form !== null && distance <= maxDistance && distance < surface.distance;
  if (isNearer && analyseTerms(form, 1)[0] === term && ports.known.isWhole(form)) return { word: form, distance };
  return surface.distance <= maxDistance ? surface : null;
}

/** `form`: the term with the ending that was typed, or the word with its ending made right. */
type FoundTerm = {
  readonly term: string;
  readonly chunks: number;
  readonly distance: number;
  readonly form: string | null;
};

async function termsLike(
  { lexical }: NearWordPorts,
  { scope, typed, maxDistance, statistics }: TypedWord,
): Promise<readonly FoundTerm[]> {
  const found = new Map<string, FoundTerm>();
  const keep = (one: FoundTerm): void => {
    if (one.distance < (found.get(one.term)?.distance ?? Number.POSITIVE_INFINITY)) found.set(one.term, one);
  };
  for (const base of basesOf(typed)) {
    const ending = typed.startsWith(base) ? typed.slice(base.length) : null;
    for (const near of await lexical.nearTerms(scope, base, { maxDistance, limit: NEAR_MAX })) {
      keep({ ...near, form: ending === null ? null : withEnding(near.term, ending) });
    }
  }
  for (const repaired of repairedEndings(typed)) {
    const [term] = analyseTerms(repaired, 1);
    const chunks = term === undefined ? 0 : statistics.documentFrequency(term);
    if (term !== undefined && chunks > 0) keep({ term, chunks, distance: 1, form: repaired });
  }
  const ordered = [...found.values()].sort(
    (a, b) => a.distance - b.distance || b.chunks - a.chunks || (a.term < b.term ? -1 : 1),
  );
  return ordered.slice(0, TERMS_MAX);
}

/** A stem keeps a silent `e` that an ending takes the place of. */
function withEnding(term: string, ending: string): string {
  return term.endsWith('e') && /^[eiy]/.test(ending) ? term.slice(0, -1) + ending : term + ending;
}

/** The term of what was typed, the word itself, and what is left of it without each ending it has. */
function basesOf(typed: string): readonly string[] {
  const [term] = analyseTerms(typed, 1);
  const bases = ENDINGS.filter(
    (ending) => typed.endsWith(ending) && typed.length - ending.length >= BASE_LENGTH_MIN,
  ).map((ending) => typed.slice(0, -ending.length));
  return [...new Set([...(term === undefined ? [] : [term]), typed, ...bases])].slice(0, FORMS_MAX);
}

/** The word with an ending made right that is one slip away: "buildign" is "building". */
function repairedEndings(typed: string): readonly string[] {
  const repaired: string[] = [];
  for (const ending of ENDINGS) {
    for (const length of [ending.length - 1, ending.length, ending.length + 1]) {
      if (length < 1 || typed.length - length < BASE_LENGTH_MIN) continue;
      if (editDistance(typed.slice(-length), ending, 1) === 1) repaired.push(typed.slice(0, -length) + ending);
    }
  }
  return repaired;
}
