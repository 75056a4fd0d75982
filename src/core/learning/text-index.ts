import { SortedList } from './sorted-list.ts';
import type { TopList } from './top-list.ts';

/** What is found by its beginning, and by the beginning of a word inside it. `folded` is the text's `foldText`. */
export type IndexedText = { readonly folded: string };

/** Texts of a word that are compared with the words around it: about a millisecond; beyond it a rare inner match can be missed. */
const COMPARED_MAX = 4_000;
/** Words of one text that are indexed: what stands later is found through the words before it. */
const WORDS_MAX = 24;
/** Different words that begin with the last letters typed and are looked at. */
const WORDS_READ_MAX = 4_000;

type Word<T> = { readonly word: string; readonly texts: T[] };

/** Finds texts as people type: by a prefix of the whole, and by words inside. */
export class TextIndex<T extends IndexedText> {
  readonly #scoreOf: (item: T) => number;
  readonly #texts: SortedList<T>;
  readonly #words = new Map<string, Word<T>>();
  readonly #vocabulary = new SortedList<Word<T>>({ textOf: ({ word }) => word, scoreOf: () => 0 });

  /** `scoreOf` orders what is found; an item of 0 never is. */
  constructor(scoreOf: (item: T) => number) {
    this.#scoreOf = scoreOf;
    this.#texts = new SortedList<T>({ textOf: ({ folded }) => folded, scoreOf });
  }

  add(item: T): void {
    this.#texts.insert(item);
    for (const word of wordsOf(item.folded)) this.#wordOf(word).texts.push(item);
  }

  remove(item: T): void {
    this.#texts.remove(item);
    for (const word of wordsOf(item.folded)) {
      const known = this.#words.get(word);
      if (known === undefined) continue;
      const place = known.texts.indexOf(item);
      const last = known.texts.pop();
      if (last !== undefined && place >= 0 && place < known.texts.length) known.texts[place] = last;
      if (known.texts.length === 0) {
        this.#words.delete(word);
        this.#vocabulary.remove(known);
      }
    }
  }

  /** The score of an item that is here changed; `rose` when it is not lower than before. */
  changed(item: T, rose: boolean): void {
    this.#texts.changed(item, rose);
  }

  /** Offers the best texts that begin with the prefix (`foldPrefix`). `mayShow` is asked only of those that would have a place. */
  beginning(prefix: string, mayShow: (item: T) => boolean, top: TopList<T>): void {
    this.#texts.offerBest(prefix, mayShow, top);
  }

  /** Offers texts in which the prefix stands at the beginning of a word that is not the first. */
  inside(prefix: string, mayShow: (item: T) => boolean, top: TopList<T>): void {
    if (prefix.trim() === '') return;
    const isInside = insideMatcher(prefix);
    let left = COMPARED_MAX;
    for (const texts of this.#fewestTexts(prefix)) {
      for (let i = texts.length - 1; i >= 0; i--) {
        if (left-- <= 0) return;
        const item = texts[i];
        if (item === undefined) continue;
        const score = this.#scoreOf(item);
        if (score > 0 && top.wants(score) && isInside(item.folded) && mayShow(item)) top.offer(item, score);
      }
    }
  }

  /** The texts that hold the rarest word of the prefix: a whole word, or those that the last letters begin. */
  #fewestTexts(prefix: string): readonly (readonly T[])[] {
    const words = prefix.split(' ');
    const last = words.pop() ?? '';
    let fewest: readonly (readonly T[])[] | null = null;
    let count = Number.POSITIVE_INFINITY;
    for (const word of words) {
      const texts = this.#words.get(word)?.texts ?? [];
      if (texts.length < count) {
        fewest = [texts];
        count = texts.length;
      }
    }
    return last === '' ? (fewest ?? []) : this.#begunBy(last, { fewest, count });
  }

  #begunBy(
    letters: string,
    { fewest, count }: { readonly fewest: readonly (readonly T[])[] | null; readonly count: number },
  ): readonly (readonly T[])[] {
    const begun: (readonly T[])[] = [];
    let held = 0;
    this.#vocabulary.forEachFrom(letters, ({ texts }) => {
      begun.push(texts);
      held += texts.length;
      return held < count && begun.length < WORDS_READ_MAX;
    });
    return fewest !== null && held >= count ? fewest : begun;
  }

  #wordOf(word: string): Word<T> {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const made: Word<T> = { word, texts: [] };
    this.#words.set(word, made);
    this.#vocabulary.insert(made);
    return made;
  }
}

/** Different words of a folded text. */
export function wordsOf(folded: string): ReadonlySet<string> {
  return new Set(folded.split(' ', WORDS_MAX));
}

/** Whether a folded text holds the prefix from the beginning of a word after the first. A word that has ended may end the text. */
function insideMatcher(prefix: string): (folded: string) => boolean {
  const needle = ` ${prefix}`;
  const ending = needle.trimEnd();
  if (ending === needle) return (folded) => folded.includes(needle);
  return (folded) => folded.includes(needle) || folded.endsWith(ending);
}
