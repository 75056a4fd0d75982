import { classAt, NUMBER } from './word-classes.ts';

/** What a word tells by its shape alone, as bits of one number. */
export const IS_NUMBER = 1;
export const IS_TIME = 2;
export const IS_CAPITALISED = 4;
/** The word after it, when capitalised, is a place. */
export const PRECEDES_PLACE = 8;
export const DEFINES = 16;
/** `POINTING_BACK` can only match a sentence with such a word among its first four. */
export const MAY_POINT = 32;

const REASON =
  /\b(?:because|since|due to|owing to|thanks to|so that|in order to|as a result|caus(?:e|es|ed|ing)|leads? to|led to|results? in|therefore|thus|hence|reasons?|to (?:avoid|prevent|protect|allow|keep|make|help|ensure))\b/i;
/** A sentence whose first words point at the one before it. */
export const POINTING_BACK =
  /^(?:[\p{L}]+,?\s+){0,2}(?:it|its|he|his|him|she|her|hers|they|their|them|this|these|that|those|such|both|there|here|the (?:former|latter|same))\b/iu;
/** Words of a sentence's beginning that `POINTING_BACK` reads. */
export const POINTING_WORDS_MAX = 4;

const POINTING_WORDS = wordSet(
  'it its he his him she her hers they their them this these that those such both there here former latter same',
);
const YEAR = /^(?:1\d{3}|20\d{2})s?$/;
const PERIODS = wordSet(
  'january february march april may june july august september october november december ' +
    'monday tuesday wednesday thursday friday saturday sunday century centuries decade decades today yesterday ' +
    'spring summer autumn winter bc bce ad daily weekly monthly yearly midnight noon ' +
    'second seconds minute minutes hour hours day days week weeks month months year years',
);
const NUMBER_WORDS = wordSet(
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen ' +
    'nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions ' +
    'billion billions dozen dozens half third quarter twice single several none no',
);
const PLACE_PREPOSITIONS = wordSet(
  'in at near from to into on between along through outside inside within across around of behind above below under the',
);
const DEFINING_VERBS = wordSet('is are was were means denotes describes refers stands');

/** The signals of a word as it stands and in lower case. */
export function signalsOf(raw: string, word: string): number {
  const startsWithNumber = classAt(word, 0) === NUMBER;
  return (
    (startsWithNumber || NUMBER_WORDS.has(word) ? IS_NUMBER : 0) |
    (PERIODS.has(word) || (startsWithNumber && YEAR.test(word)) ? IS_TIME : 0) |
    (raw !== word && /^\p{Lu}/u.test(raw) ? IS_CAPITALISED : 0) |
    (PLACE_PREPOSITIONS.has(word) ? PRECEDES_PLACE : 0) |
    (DEFINING_VERBS.has(word) ? DEFINES : 0) |
    (POINTING_WORDS.has(beforeApostrophe(word)) ? MAY_POINT : 0)
  );
}

/** A cause, a purpose or a consequence is spelled out. */
export function givesReason(sentence: string): boolean {
  return REASON.test(sentence);
}

/** "it" of "it's". */
function beforeApostrophe(word: string): string {
  const at = word.search(/['’]/);
  return at < 0 ? word : word.slice(0, at);
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
