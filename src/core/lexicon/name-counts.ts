import { nameKey } from '../../shared/name-key.ts';
import { isNoName } from './name-words.ts';
import type { NameSink, ScanCount } from './scan-names.ts';

/** Code units a capital inside sentences, below which a capital says little: German nouns, headlines, tables of names. English has some 60. */
const CAPITAL_DISTANCE_MIN = 24;
/** Text it takes to know that. */
const LOUD_LENGTH_MIN = 360;
/** Different spellings that are followed in one document; a document with more is a list, and its first ones tell. */
const SPELLINGS_MAX = 20_000;
/** What a name of several words weighs against one of one: it is rarely there by accident. */
const PHRASE_WEIGHT = 1.5;

export type CountedName = { readonly text: string; readonly count: number };

type Count = { text: string; count: number; bonus: number; isSure: boolean; readonly order: number };

/** Counts what a scan finds in one document, and judges at the end what of it is a name. */
export class NameCounts implements NameSink {
  readonly #counts = new Map<string, Count>();
  readonly #wholes: { readonly text: string; readonly rest: string; readonly isPlain: boolean }[] = [];
  #length = 0;
  #capitals = 0;

  name(text: string): void {
    this.#add(text, true);
  }

  perhaps(text: string): void {
    this.#add(text, false);
  }

  whole(text: string, rest: string, isPlain: boolean): void {
    if (this.#wholes.length < SPELLINGS_MAX) this.#wholes.push({ text, rest, isPlain });
  }

  /** Takes note of a stretch of text that was scanned. */
  addLength({ length, capitals }: ScanCount): void {
    this.#length += length;
    this.#capitals += capitals;
  }

  /** A name for a reason of its own (a title, a heading, a definition), with the weight of that reason. */
  addSure(text: string, bonus: number): void {
    const count = this.#add(text, true);
    if (count !== undefined) count.bonus = Math.max(count.bonus, bonus);
  }

  /** The most important names, at most `limit`; each as it is written most often. */
  best(limit: number): readonly CountedName[] {
    this.#settleWholes();
    const isLoud = this.#length >= LOUD_LENGTH_MIN && this.#capitals * CAPITAL_DISTANCE_MIN > this.#length;
    const names = mergedSpellings(this.#counts.values()).filter(
      ({ isSure, bonus, text }) => isSure && (bonus > 0 || !isLoud || isPhrase(text)),
    );
    names.sort((a, b) => weightOf(b) - weightOf(a) || a.order - b.order);
    return names.slice(0, limit).map(({ text, count }) => ({ text, count }));
  }

  /** The first word of a run at the head of a sentence belongs to it, unless the text has that word in lower case and the rest is a name ("Cyclin A"). */
  #settleWholes(): void {
    for (const { text, rest, isPlain } of this.#wholes.splice(0)) {
      const isWhole = this.#counts.has(text) || isNoName(rest.toLowerCase()) || (!isPlain && !this.#counts.has(rest));
      this.#add(isWhole ? text : rest, true);
    }
  }

  #add(text: string, isSure: boolean): Count | undefined {
    const known = this.#counts.get(text);
    if (known !== undefined) {
      known.count++;
      known.isSure ||= isSure;
      return known;
    }
    if (this.#counts.size >= SPELLINGS_MAX) return undefined;
    const count = { text, count: 1, bonus: 0, isSure, order: this.#counts.size };
    this.#counts.set(text, count);
    return count;
  }
}

/** One entry a name, under its most usual spelling; the entries that go in are used up. */
function mergedSpellings(counts: Iterable<Count>): Count[] {
  const names = new Map<string, { readonly name: Count; most: number }>();
  for (const own of counts) {
    const key = nameKey(own.text);
    if (key === '') continue;
    const known = names.get(key);
    if (known === undefined) {
      names.set(key, { name: own, most: own.count });
      continue;
    }
    const { name } = known;
    if (own.count > known.most) {
      known.most = own.count;
      name.text = own.text;
    }
    name.count += own.count;
    name.bonus = Math.max(name.bonus, own.bonus);
    name.isSure ||= own.isSure;
  }
  return Array.from(names.values(), ({ name }) => name);
}

function weightOf({ text, count, bonus }: Count): number {
  return bonus + count * (isPhrase(text) ? PHRASE_WEIGHT : 1);
}

function isPhrase(text: string): boolean {
  return text.includes(' ');
}
