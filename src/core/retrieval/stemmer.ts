/**
 * The Porter stemmer (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), with the two departures of
 * his own reference program: step 2 has `bli → ble` and `logi → log`. Expects lower-case ASCII; digits count as consonants.
 */
export function stem(word: string): string {
  if (word.length < STEMMED_LENGTH_MIN) return word;
  let result = removePlural(word);
  result = removePast(result);
  if (result.endsWith('y') && hasVowel(result, result.length - 1)) result = `${result.slice(0, -1)}i`;
  result = replaceSuffix(result, STEP_2, 1);
  result = replaceSuffix(result, STEP_3, 1);
  result = removeSuffix(result);
  return tidyEnd(result);
}

/** Words of one or two characters carry no suffix. */
const STEMMED_LENGTH_MIN = 3;

type Rule = readonly [suffix: string, replacement: string];

/** Where two suffixes can both fit, the longer comes first: the first that fits decides. */
const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const STEP_4: readonly string[] = [
  'al',
  'ance',
  'ence',
  'er',
  'ic',
  'able',
  'ible',
  'ant',
  'ement',
  'ment',
  'ent',
  'ion',
  'ou',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
];

/** Step 1a. */
function removePlural(word: string): string {
  if (!word.endsWith('s')) return word;
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('ss') ? word : word.slice(0, -1);
}

/** Step 1b, with the repairs that follow a removed `ed` or `ing`. */
function removePast(word: string): string {
  if (word.endsWith('eed')) return measure(word, word.length - 3) > 0 ? word.slice(0, -1) : word;
  const cut = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0;
  if (cut === 0 || !hasVowel(word, word.length - cut)) return word;
  const rest = word.slice(0, -cut);
  if (rest.endsWith('at') || rest.endsWith('bl') || rest.endsWith('iz')) return `${rest}e`;
  if (endsInDoubleConsonant(rest)) return /[lsz]$/.test(rest) ? rest : rest.slice(0, -1);
  return measure(rest, rest.length) === 1 && endsInShortSyllable(rest, rest.length) ? `${rest}e` : rest;
}

/** Steps 2 and 3: the first suffix that fits is replaced when what stands before it is long enough. */
function replaceSuffix(word: string, rules: readonly Rule[], measureMin: number): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const length = word.length - suffix.length;
    return measure(word, length) >= measureMin ? word.slice(0, length) + replacement : word;
  }
  return word;
}

/** Step 4. */
function removeSuffix(word: string): string {
  for (const suffix of STEP_4) {
    if (!word.endsWith(suffix)) continue;
    const length = word.length - suffix.length;
    if (suffix === 'ion' && !/[st]$/.test(word.slice(0, length))) return word;
    return measure(word, length) > 1 ? word.slice(0, length) : word;
  }
  return word;
}

/** Step 5: a silent `e`, a doubled `l`. */
function tidyEnd(word: string): string {
  let result = word;
  if (result.endsWith('e')) {
    const length = result.length - 1;
    const syllables = measure(result, length);
    if (syllables > 1 || (syllables === 1 && !endsInShortSyllable(result, length))) result = result.slice(0, length);
  }
  return result.endsWith('ll') && measure(result, result.length) > 1 ? result.slice(0, -1) : result;
}

/** Porter's m: how often a vowel is followed by a consonant in the first `length` characters. */
function measure(word: string, length: number): number {
  let count = 0;
  let afterVowel = false;
  let vowel = false;
  for (let i = 0; i < length; i++) {
    vowel = isVowel(word, i, vowel);
    if (!vowel && afterVowel) count++;
    afterVowel = vowel;
  }
  return count;
}

function hasVowel(word: string, length: number): boolean {
  let vowel = false;
  for (let i = 0; i < length; i++) {
    vowel = isVowel(word, i, vowel);
    if (vowel) return true;
  }
  return false;
}

/** A `y` is a vowel after a consonant, and a consonant at the start and after a vowel. */
function isVowel(word: string, index: number, afterVowel: boolean): boolean {
  switch (word.charCodeAt(index)) {
    case 97:
    case 101:
    case 105:
    case 111:
    case 117:
      return true;
    case 121:
      return index > 0 && !afterVowel;
    default:
      return false;
  }
}

function isVowelAt(word: string, index: number): boolean {
  let vowel = false;
  for (let i = 0; i <= index; i++) vowel = isVowel(word, i, vowel);
  return vowel;
}

function endsInDoubleConsonant(word: string): boolean {
  const last = word.length - 1;
  return last > 0 && word[last] === word[last - 1] && !isVowelAt(word, last);
}

/** Consonant, vowel, consonant, the last none of w, x, y: the ending before which a final `e` is kept (hop-ing, fil-ing). */
function endsInShortSyllable(word: string, length: number): boolean {
  if (length < 3) return false;
  const last = word.charCodeAt(length - 1);
  if (last === 119 || last === 120 || last === 121) return false;
  return !isVowelAt(word, length - 1) && isVowelAt(word, length - 2) && !isVowelAt(word, length - 3);
}
