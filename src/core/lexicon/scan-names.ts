import { abbreviationKind } from '../ingest/abbreviations.ts';
import { CLASSES, DIGIT, LINE_END, LOWER, OTHER, SPACE, UPPER } from './character-classes.ts';
import { isArticle, isConnector, isNoName, isOpener } from './name-words.ts';

/** What a scan tells. */
export type NameSink = {
  /** A name that no head of a sentence explains. */
  name(text: string): void;
  /** A capitalised word at the head of a sentence: it counts where it is a name elsewhere. */
  perhaps(text: string): void;
  /** Capitalised words at the head of a sentence: a name as a whole, or without the first, which `isPlain` when the text has it in lower case. */
  whole(text: string, rest: string, isPlain: boolean): void;
};

/** What a scan has seen: its length in code units, and words with a capital inside sentences. */
export type ScanCount = { readonly length: number; readonly capitals: number };

/** Words of a name at most: longer runs are headlines, or somebody shouts. */
const NAME_WORDS_MAX = 6;
/** Code units of a name at most. */
export const NAME_LENGTH_MAX = 80;
/** Digits that may follow in a name: a year or a model; longer numbers are figures. */
const DIGITS_MAX = 4;
/** Code units of what may stand between two words of a name (" of the "), and of the longest word that is no name. */
const GAP_LENGTH_MAX = 8;
const NO_NAME_LENGTH_MAX = 14;
/** Lines shorter than this end where their text ends: headings, items, rows. Longer ones are broken by hand. */
const BROKEN_LINE_MIN = 45;

const LAST_ASCII_CAPITAL = 0x5a;
const FIRST_BEYOND_ASCII = 0x80;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const HYPHEN = 0x2d;
const STOP = 0x2e;
/** Signs straight before or after a word that make it part of a path, an address or a program. */
const GLUE_BEFORE = tableOf('/\\@_=&%$~<#.{');
const GLUE_AFTER = tableOf('_=@\\');
/** Behind these a sentence, an item or a quotation begins, and its first word has a capital whatever it is. */
const HEAD_BEFORE = tableOf('.!?:;…。！？|•>"“‘(');
/** Markup that may stand before the first word. */
const MARKUP = tableOf('*_#-–—[');
/** Join the parts of a word: apostrophes, hyphens, a middle dot. */
const JOINERS = tableOf("'’-‑·");
const FIGURE_SIGNS = tableOf('.,:/-–%');
const FENCE = /(?:^|\n)```[\s\S]*?(?:\n```|$)/g;

/** Code units of the text in work and a 0 behind them: a scan never waits, so one room does for all. It grows to the longest passage. */
let room = new Uint16Array(8_192);

/**
 * Finds runs of capitalised words (and numbers behind them) in one pass from capital to capital. Capitals at the head of a
 * sentence are told apart; fenced code is passed over, and scripts without capitals give nothing.
 */
export class NameScanner {
  readonly #sink: NameSink;
  #text = '';
  /** The text's code units: strings that are slices of others are slow to read unit by unit. */
  #units = room;
  /** The open run: where its words begin, its end, whether it heads a sentence, and whether a capital inside a word speaks for it. */
  readonly #starts: number[] = [];
  #end = 0;
  #isHead = false;
  #isMarked = false;
  #capitals = 0;

  constructor(sink: NameSink) {
    this.#sink = sink;
  }

  scan(text: string): ScanCount {
    this.#read(text.includes('```') ? text.replace(FENCE, '\n\n') : text);
    this.#capitals = 0;
    this.#end = 0;
    const units = this.#units;
    const { length } = this.#text;
    let position = 0;
    while (position < length) {
      const unit = units[position] ?? 0;
      // Most of a text is small ASCII letters, which need no look into the table.
      if ((unit > LAST_ASCII_CAPITAL && unit < FIRST_BEYOND_ASCII) || CLASSES[unit] !== UPPER) position++;
      else position = this.#word(position);
    }
    this.#flush();
    return { length, capitals: this.#capitals };
  }

  #read(text: string): void {
    if (text.length >= room.length) room = new Uint16Array(text.length + (text.length >>> 1));
    this.#units = room;
    Buffer.from(room.buffer).write(text, 'utf16le');
    this.#units[text.length] = 0;
    this.#text = text;
  }

  /** Reads the word that this capital stands in; returns its end. */
  #word(capital: number): number {
    const units = this.#units;
    let start = capital;
    while (start > 0 && (isLetter(units[start - 1]) || this.#joins(start - 1))) start--;
    let end = capital + 1;
    let isMarked = start < capital;
    for (; isLetter(units[end]) || this.#joins(end); end++) {
      if (CLASSES[units[end] ?? 0] === UPPER && isLetter(units[end - 1])) isMarked = true;
    }
    if (GLUE_BEFORE[units[start - 1] ?? 0] === 1 || GLUE_AFTER[units[end] ?? 0] === 1) this.#flush();
    else this.#capitalWord(start, { wordEnd: end, isMarked });
    return end;
  }

  #capitalWord(start: number, { wordEnd, isMarked }: { readonly wordEnd: number; readonly isMarked: boolean }): void {
    const end = this.#nameEnd(start, wordEnd);
    if (!this.#follows(start)) this.#flush();
    if (this.#starts.length === 0) {
      this.#isHead = this.#isAtHead(start);
      this.#isMarked = false;
    }
    if (!this.#isHead || this.#starts.length > 0) this.#capitals++;
    if (end === start) return;
    this.#starts.push(start);
    this.#end = end;
    this.#isMarked ||= isMarked;
    if (end < wordEnd) this.#flush();
  }

  /**
   * A name ends before `'s`, and before a hyphen behind which no capital comes ("German-speaking"). The start itself for words
   * that only have a name behind their hyphen ("pre-Roman"): they are no name.
   */
  #nameEnd(start: number, wordEnd: number): number {
    const units = this.#units;
    let end = wordEnd - possessiveLength(units, wordEnd);
    let capital = end - 1;
    while (capital > start && (CLASSES[units[capital] ?? 0] ?? OTHER) < UPPER) capital--;
    for (let i = capital + 1; i < end; i++) if (units[i] === HYPHEN && CLASSES[units[i + 1] ?? 0] === LOWER) end = i;
    if (CLASSES[units[start] ?? 0] !== LOWER) return end;
    for (let i = start; i < end && CLASSES[units[i] ?? 0] !== UPPER; i++) if (units[i] === HYPHEN) return start;
    return end;
  }

  /** Whether a word that begins here goes on with the open run: one space behind it, or with a small word or an initial's stop between. */
  #follows(start: number): boolean {
    if (this.#starts.length === 0) return false;
    const end = this.#end;
    if (start - end === 1) return this.#isSpace(end);
    if (start - end > GAP_LENGTH_MAX) return false;
    if (this.#units[end] === STOP) return start - end === 2 && this.#isSpace(end + 1) && this.#isShort(end);
    return this.#isSpace(end) && isConnector(this.#text.slice(end + 1, start - 1)) && this.#isSpace(start - 1);
  }

  /** A space, or the end of a line that is broken by hand. */
  #isSpace(position: number): boolean {
    const own = CLASSES[this.#units[position] ?? 0];
    return own === SPACE || (own === LINE_END && !this.#endsText(position));
  }

  /** Whether a line's end is more than a break. */
  #endsText(lineEnd: number): boolean {
    return (
      lineEnd - this.#text.lastIndexOf('\n', lineEnd - 1) <= BROKEN_LINE_MIN || !isLetter(this.#units[lineEnd + 1])
    );
  }

  /** Whether the word before this stop is an initial ("J.") or a form of address ("Dr."): then the stop ends nothing. */
  #isShort(stop: number): boolean {
    let start = stop;
    while (start > 0 && stop - start <= 4 && isLetter(this.#units[start - 1])) start--;
    if (stop - start === 1) return CLASSES[this.#units[start] ?? 0] === UPPER;
    return stop - start <= 4 && abbreviationKind(this.#text.slice(start, stop).toLowerCase()) === 'inner';
  }

  #isAtHead(start: number): boolean {
    const units = this.#units;
    for (let i = start - 1; i >= 0; i--) {
      const unit = units[i] ?? 0;
      if (unit === STOP) return !this.#isShort(i);
      if (HEAD_BEFORE[unit] === 1) return true;
      const own = CLASSES[unit];
      if (own === LINE_END) {
        if (this.#endsText(i)) return true;
      } else if (own !== SPACE && MARKUP[unit] !== 1) return false;
    }
    return true;
  }

  /** A joiner between two letters belongs to the word, an ampersand between two capitals too (R&D). */
  #joins(position: number): boolean {
    const unit = this.#units[position] ?? 0;
    if (unit === AMPERSAND) return this.#isCapital(position - 1) && this.#isCapital(position + 1);
    return JOINERS[unit] === 1 && isLetter(this.#units[position + 1]) && isLetter(this.#units[position - 1]);
  }

  #isCapital(position: number): boolean {
    return CLASSES[this.#units[position] ?? 0] === UPPER;
  }

  /** Tells of the open run and closes it. */
  #flush(): void {
    const count = this.#starts.length;
    if (count === 0) return;
    const [first = 0, second = 0] = this.#starts;
    const wordsEnd = this.#end;
    this.#starts.length = 0;
    if (count > NAME_WORDS_MAX || wordsEnd - first > NAME_LENGTH_MAX) return;
    const head =
      count > 1 || this.#isHead ? this.#lower(first, count > 1 ? wordEnd(this.#units, first) : wordsEnd) : '';
    const opens = this.#isHead ? isOpener(head) : isArticle(head);
    const left = opens ? count - 1 : count;
    if (left === 0) return;
    const start = opens ? second : first;
    if (left === 1 && wordsEnd - start <= NO_NAME_LENGTH_MAX && isNoName(this.#lower(start, wordsEnd))) return;
    const end = this.#numberEnd(wordsEnd);
    const text = this.#name(start, end);
    if (!this.#isHead || opens || this.#isMarked) this.#sink.name(text);
    else if (left === 1) this.#sink.perhaps(text);
    else this.#sink.whole(text, this.#name(second, end), this.#text.includes(` ${head} `));
  }

  /** The end of a short number behind a name ("Apollo 11"), which is no figure (1.5, 10,000, 20 %); else the end given. */
  #numberEnd(end: number): number {
    const units = this.#units;
    if (CLASSES[units[end] ?? 0] !== SPACE) return end;
    let digits = end + 1;
    while (CLASSES[units[digits] ?? 0] === DIGIT) digits++;
    const isNumber = digits > end + 1 && digits - end - 1 <= DIGITS_MAX && !isLetter(units[digits]);
    if (!isNumber || units[digits + 1] === 0x25) return end;
    const isFigure = FIGURE_SIGNS[units[digits] ?? 0] === 1 && CLASSES[units[digits + 1] ?? 0] === DIGIT;
    return isFigure || units[digits] === 0x25 ? end : digits;
  }

  /** On one line. */
  #name(start: number, end: number): string {
    const text = this.#text.slice(start, end);
    return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
  }

  #lower(start: number, end: number): string {
    return this.#text.slice(start, end).toLowerCase();
  }
}

function tableOf(signs: string): Uint8Array {
  const table = new Uint8Array(0x1_0000);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}

/** A letter or digit; false beyond either end. */
function isLetter(unit: number | undefined): boolean {
  return unit !== undefined && (CLASSES[unit] ?? OTHER) >= LOWER;
}

/** Code units of `'s` at the end of a word. */
function possessiveLength(units: Uint16Array, end: number): number {
  const mark = units[end - 2];
  const letter = units[end - 1];
  return (mark === APOSTROPHE || mark === 0x2019) && (letter === 0x73 || letter === 0x53) ? 2 : 0;
}

function wordEnd(units: Uint16Array, start: number): number {
  let end = start;
  while (isLetter(units[end])) end++;
  return end;
}
