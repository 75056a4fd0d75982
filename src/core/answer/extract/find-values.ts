import { cutEnd } from '../../../shared/text.ts';
import { cleanMarkup } from '../clean-markup.ts';
import { FUNCTION_WORDS } from '../function-words.ts';
import type { ValueKind } from './asked-kinds.ts';

/** A value as it is written; `key` is equal for the same value in another spelling of case and space. */
export type FoundValue = { readonly kind: ValueKind; readonly text: string; readonly key: string };

/** Values of one sentence that are read; a table row has a dozen. */
const VALUES_MAX = 24;
/** Characters of an entry of a list that are shown as its value. */
const ITEM_CHARS_MAX = 160;
const NAME_WORDS_MAX = 6;

const MONTH =
  '(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|July?|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)';
const YEAR = '(?:1\\d{3}|20\\d{2})';
const DAY = '\\d{1,2}(?:st|nd|rd|th)?';
/** A number with a plural behind it counts things: "1500 passages" is no year. */
const NO_COUNT = '(?![\\d,.]*\\d|\\s?%|\\s+(?!was\\b|is\\b|has\\b|as\\b|its\\b|this\\b|does\\b)\\p{Ll}+s\\b)';
/** At most a dozen groups: more is a list, and reading it from each of its numbers on takes quadratic time. */
const DIGITS = '\\d+(?:[.,]\\d+){0,12}';
const ONES = 'one|two|three|four|five|six|seven|eight|nine';
const NUMBER_WORD = `(?:${ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen)`;
const NUMBER_WORDS = `${NUMBER_WORD}(?:(?:-|\\s+(?:and\\s+)?)${NUMBER_WORD})*`;
const CURRENCY = '(?:dollars?|euros?|pounds?|cents?|yen|francs?|USD|EUR|GBP|CHF|JPY)';
const SCALE = '(?:\\s?(?:thousand|million|billion|trillion|bn|k)\\b)?';

/** A match and where it begins. */
type Match = { readonly text: string; readonly at: number };
type Finder = (sentence: string) => Iterable<Match>;

const FINDERS: Readonly<Record<Exclude<ValueKind, 'item' | 'name'>, readonly RegExp[]>> = {
  date: [
    new RegExp(
      `\\b(?:\\d{4}-\\d{2}-\\d{2}|${DAY}(?:\\s+of)?\\s+${MONTH}(?:,?\\s+${YEAR})?|${MONTH}\\s+${DAY}\\b(?:,?\\s+${YEAR})?|${MONTH}\\s+${YEAR}|${YEAR}s?\\b${NO_COUNT}|(?:\\d{1,2}(?:st|nd|rd|th)|\\p{Ll}+teenth|twentieth|twenty-first)\\s+century)`,
      'gu',
    ),
  ],
  money: [new RegExp(`[$€£¥]\\s?${DIGITS}${SCALE}`, 'gu'), new RegExp(`\\b${DIGITS}${SCALE}\\s+${CURRENCY}\\b`, 'gu')],
  percent: [new RegExp(`\\b${DIGITS}\\s?(?:%|percent\\b|per cent\\b)`, 'gu')],
  email: [/[\p{L}\p{N}][\p{L}\p{N}._+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu],
  url: [/\b(?:https?:\/\/|www\.)[^\s<>()[\]"'`]{1,400}[^\s<>()[\]"'`.,;:!?]/giu],
  phone: [
    /(?<![\p{L}\p{N}.])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,5}\)[\s.-]?)?\d{2,5}(?:[\s.-]\d{2,8}){1,4}(?![\p{L}\p{N}])/gu,
  ],
  number: [
    new RegExp(`(?<![\\p{L}\\p{N}.,$€£¥-])[-−]?${DIGITS}${SCALE}(?:\\s?(?:%|°[CF]?)|\\s+\\p{L}[\\p{L}-]*)?`, 'gu'),
    new RegExp(`\\b${NUMBER_WORDS}\\s+(?!of\\b|or\\b|and\\b)\\p{Ll}{2,}`, 'giu'),
  ],
};

const PHONE_DIGITS_MIN = 7;
const NAME =
  /\p{Lu}[\p{L}\p{M}\p{N}.’'&-]*(?:\s+(?:(?:of|de|la|le|van|von|der|du|del|al|and)\s+)?\p{Lu}[\p{L}\p{M}\p{N}.’'&-]*)*/gu;
const LIST_MARK = /^\s*(?:[-*+•–]|\d{1,3}[.)]|[([]?[a-z][.)\]])\s+/u;

/** Values of the kinds in one sentence, in the order they stand there, each once. */
export function findValues(sentence: string, kinds: readonly ValueKind[]): readonly FoundValue[] {
  const plain = cleanMarkup(sentence);
  const keys = new Set<string>();
  return kinds
    .flatMap((kind) =>
      [...finderOf(kind)(kind === 'url' || kind === 'item' ? sentence : plain)].map(({ text, at }) => ({
        value: toValue(kind, text),
        at,
      })),
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)
    .filter(({ key }) => key !== '' && !keys.has(key) && keys.add(key).size <= VALUES_MAX);
}

function toValue(kind: ValueKind, raw: string): FoundValue {
  const whole = cutEnd(raw.trim(), (character) => '.,;:'.includes(character));
  const text = kind === 'number' ? withoutFunctionWord(whole) : whole;
  return { kind, text, key: `${kind === 'item' ? 'item:' : ''}${text.toLowerCase().replace(/\s+/gu, ' ')}` };
}

/** "3 and" is three; "3 passages" says of what. */
function withoutFunctionWord(text: string): string {
  const last = /^(?<number>.+)\s(?<word>\p{L}[\p{L}-]*)$/u.exec(text)?.groups;
  return FUNCTION_WORDS.has(last?.['word']?.toLowerCase() ?? '') ? (last?.['number'] ?? text) : text;
}

function finderOf(kind: ValueKind): Finder {
  if (kind === 'name') return namesIn;
  if (kind === 'item') return entryOf;
  const patterns = FINDERS[kind];
  return (sentence) =>
    patterns.flatMap((pattern) =>
      [...sentence.matchAll(pattern)]
        .map(({ 0: text, index }) => ({ text, at: index }))
        .filter(({ text }) => isSound(kind, text)),
    );
}

/** What has the shape of a telephone number but too few digits, or is a date or a range of years. */
function isSound(kind: ValueKind, text: string): boolean {
  if (kind !== 'phone') return true;
  const digits = text.replace(/\D/gu, '').length;
  return digits >= PHONE_DIGITS_MIN && !/^\d{4}-\d{2}-\d{2}$|^\d{4}[-–]\d{4}$/u.test(text);
}

/** Runs of capitalised words; the first word of a sentence alone tells nothing, nor does a function word before the name. */
function* namesIn(sentence: string): Iterable<Match> {
  for (const match of sentence.matchAll(NAME)) {
    const words = cutEnd(match[0], (character) => ".’'".includes(character))
      .replace(/[’']s$/u, '')
      .split(/\s+/u);
    while (words.length > 0 && FUNCTION_WORDS.has((words[0] ?? '').toLowerCase())) words.shift();
    const opens = match.index === 0 || /[.!?:"“]\s*$/u.test(sentence.slice(0, match.index));
    if (words.length === 0 || words.length > NAME_WORDS_MAX || (opens && words.length === 1)) continue;
    if (words.length === 1 && (words[0] ?? '').length < 2) continue;
    yield { text: words.join(' '), at: match.index };
  }
}

function* entryOf(sentence: string): Iterable<Match> {
  if (!LIST_MARK.test(sentence)) return;
  const entry = cleanMarkup(sentence);
  const short = `${entry.slice(0, ITEM_CHARS_MAX).replace(/(?<!\s)\s+\S*$/u, '')} …`;
  yield { text: entry.length <= ITEM_CHARS_MAX ? entry : short, at: 0 };
}
