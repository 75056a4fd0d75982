/**
 * How a word behaves when a full stop follows it: `inner` never ends a sentence, `number` only goes on before a number,
 * `either` ends one when the next word looks like the start of a sentence.
 */
export type AbbreviationKind = 'inner' | 'number' | 'either';

const INNER =
  'dr mr mrs ms mx prof st sr sra mme mlle rev hon gen col capt lt sgt maj gov sen rep pres supt vs v e.g i.e eg ie cf viz ca c.f ' +
  'approx resp incl excl esp z.b d.h u.a bzw vgl evtl ggf sog nr hr fr hrsg p.ex';

const NUMBER =
  'fig figs no nos eq eqs eqn eqns ref refs sec sect tab vol vols pp p ch chap art app ed eds pt par para abb kap bd jan feb mar apr ' +
  'jun jul aug sep sept oct nov dec';

const EITHER =
  'al etc inc ltd co corp llc jr bros dept univ est assn ave blvd rd ph.d m.d b.a m.a b.sc m.sc a.m p.m a.d b.c u.s u.k u.n e.u ' +
  'u.s.a d.c usw ibid sp spp subsp var';

/** Words that open a sentence far more often than they follow an abbreviation inside one. */
const STARTERS =
  'the a an this that these those it its he she they we i you his her their our in on at for from with by to as if when while ' +
  'after before since although though because however but and so then thus there here no not all most many some such both each ' +
  'what which who why how where is are was were do does did can may one two other another more moreover furthermore additionally ' +
  'finally also overall together using based during under over between among despite until our results conclusions conclusion ' +
  'methods background objective to patients data';

const KINDS: ReadonlyMap<string, AbbreviationKind> = new Map([
  ...INNER.split(' ').map((word) => [word, 'inner'] as const),
  ...NUMBER.split(' ').map((word) => [word, 'number'] as const),
  ...EITHER.split(' ').map((word) => [word, 'either'] as const),
]);

const STARTER_WORDS: ReadonlySet<string> = new Set(STARTERS.split(' '));

/** The longest abbreviation known, in code units: how far back from a full stop it is worth looking. */
export const ABBREVIATION_LENGTH_MAX = 8;

/** The kind of an abbreviation without its last stop, in lower case; undefined for any other word. */
export function abbreviationKind(word: string): AbbreviationKind | undefined {
  return KINDS.get(word);
}

/** True for words (in lower case) that usually begin a sentence when they are written with a capital. */
export function isSentenceStarter(word: string): boolean {
  return STARTER_WORDS.has(word);
}
